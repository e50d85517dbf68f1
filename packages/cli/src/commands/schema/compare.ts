import { compareSchemas, fingerprintOf, isEmpty } from '@understudy/sdk/schema'
import type { Around, Outcome } from '../command.ts'
import { diffLines, diffSummary } from './diff-lines.ts'
import { openLines, renameOf } from './renames.ts'
import { readSides } from './side.ts'

export interface CompareFlags {
  readonly scratch?: string
  readonly rename?: string[]
  readonly owners?: boolean
  readonly privileges: boolean
  readonly exitCode?: boolean
  readonly json?: boolean
}

export async function compareCommand(a: string, b: string, flags: CompareFlags, around: Around): Promise<Outcome> {
  const { owners = false, privileges } = flags
  const renames = (flags.rename ?? []).map(renameOf)
  const [before, after] = await readSides(a, b, flags.scratch, around)
  const diff = compareSchemas(before.definition, after.definition, { owners, privileges, renames })
  const equal = isEmpty(diff)
  const notes = [...before.notes, ...after.notes]
  if (!around.terminal.json && notes.length > 0) around.terminal.warn(notes)
  return {
    document: {
      command: 'schema compare',
      a: { source: before.name, fingerprint: fingerprintOf(before.definition) },
      b: { source: after.name, fingerprint: fingerprintOf(after.definition) },
      equal,
      ...diff,
      notes,
    },
    lines: [
      { text: `from ${before.name} to ${after.name}: ${diffSummary(diff)}`, look: 'heading' },
      ...diffLines(diff, before.definition, after.definition),
      ...openLines(diff.renameCandidates),
    ],
    failed: flags.exitCode === true && !equal,
  }
}
