import type { Around, Outcome } from '../../command.ts'
import { usage } from '../../generate/options.ts'
import { writeNewFile } from '../../write-new-file.ts'
import { readDataSchema } from '../read-data-schema.ts'
import { suggestLines } from './suggest-lines.ts'
import { suggestRules } from './suggest-rules.ts'

export interface SuggestFlags {
  readonly out?: string
  readonly schema?: string
  readonly entity?: string
  readonly delimiter?: string
  readonly scratch?: string
  readonly waive: readonly string[]
  readonly force?: boolean
  readonly rows: boolean
  readonly minConfidence?: string
  readonly json?: boolean
}

export async function suggestCommand(names: readonly string[], flags: SuggestFlags, around: Around): Promise<Outcome> {
  const { out, force = false, rows, entity, delimiter, scratch, waive } = flags
  if (waive.some((one) => one !== 'source-can-write'))
    throw usage('--waive knows source-can-write alone', 'Leave the others out.')
  const minConfidence = shareOf(flags.minConfidence)
  const schema = flags.schema === undefined ? undefined : await readDataSchema(flags.schema)
  const request = { schema, entity, delimiter, scratch, waivers: waive, rows, minConfidence }
  const suggested = await suggestRules(names, request, around)
  const { source, checks, rules, notes, conflicts, profile } = suggested
  if (out !== undefined)
    await writeNewFile(out, `${JSON.stringify(rules, null, 2)}\n`, force, 'write the quality rules')
  return {
    document: {
      command: 'quality suggest',
      source,
      checks,
      entities: (profile?.entities ?? []).map((entity) => ({ name: entity.name, rows: entity.rows })),
      rules,
      notes,
      ...conflicts,
      ...(out === undefined ? {} : { out }),
    },
    lines: suggestLines(suggested, out),
  }
}

function shareOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw usage('--min-confidence is a number from 0 to 1', 'Give --min-confidence such a number.')
}
