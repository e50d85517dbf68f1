import {
  generateMigrationScript,
  isDestructive,
  type MigrationScript,
  saveMigration,
  scriptText,
} from '@understudy/sdk/schema'
import { counted } from '../../terminal/amounts.ts'
import { printable } from '../../terminal/printable.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import type { Around, Outcome } from '../command.ts'
import { fileSink } from '../generate/sinks.ts'
import { decideRenames, openLines, renameOf } from './renames.ts'
import { readSides } from './side.ts'
import { refusalLines } from './step-lines.ts'

export interface MigrateFlags {
  readonly out?: string
  readonly save?: string
  readonly folder: string
  readonly down?: boolean
  readonly online?: boolean
  readonly owners?: boolean
  readonly privileges: boolean
  readonly rename?: string[]
  readonly scratch?: string
  readonly json?: boolean
}

export async function migrateCommand(a: string, b: string, flags: MigrateFlags, around: Around): Promise<Outcome> {
  const { terminal } = around
  const given = (flags.rename ?? []).map(renameOf)
  const direction = flags.down === true ? 'down' : 'up'
  if (!terminal.json && flags.out === undefined && flags.save === undefined) terminal.reserveStdout()
  const [before, after] = await readSides(a, b, flags.scratch, around)
  const { renames, open } = await decideRenames(before.definition, after.definition, given, around)
  const { owners = false, privileges, online = false } = flags
  const script = generateMigrationScript(before.definition, after.definition, { owners, privileges, online, renames })
  const text = scriptText(script, direction)
  const files = await write(script, text, flags, terminal)
  const notes = [...before.notes, ...after.notes]
  const steps = script[direction]
  const destructive = steps.filter(isDestructive)
  return {
    document: {
      command: 'schema migrate',
      a: before.name,
      b: after.name,
      direction,
      ...script,
      renames,
      renameCandidates: open,
      files,
      text,
      notes,
    },
    lines: [
      ...notes,
      ...openLines(open),
      ...refusalLines(script.refused),
      `${direction}: ${counted(steps.length, 'step')}${steps.length === 0 ? '; the schemas are equal' : `, ${destructive.length === 0 ? 'none of them' : destructive.length} destructive`}`,
      ...files.map((file) => `wrote ${file}`),
      ...(flags.save === undefined
        ? []
        : [
            `run it with: understudy schema apply URL ${flags.save}${flags.folder === './migrations' ? '' : ` --folder ${flags.folder}`}`,
          ]),
    ],
    failed: script.refused.length > 0,
  }
}

async function write(
  script: MigrationScript,
  text: string,
  { out, save, folder }: MigrateFlags,
  terminal: Terminal,
): Promise<readonly string[]> {
  const files: string[] = []
  if (save !== undefined) files.push(...(await saveMigration(folder, save, script)).files)
  if (out !== undefined && out !== '-') {
    const sink = await fileSink(out)
    try {
      await sink.write('', Buffer.from(text))
      files.push(...(await sink.finish()).map(({ path }) => path))
    } finally {
      await sink.discard()
    }
  }
  if (files.length === 0 && !terminal.json) {
    // A terminal would obey what names and texts of the database hold; a file is to be exact.
    const exact = process.stdout.isTTY ? printable(text) : text
    terminal.progress.clear()
    await new Promise<void>((resolve) => terminal.data.write(exact, () => resolve()))
  }
  return files
}
