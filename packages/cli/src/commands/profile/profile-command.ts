import { analyzePatterns, type PrivacyBudget, patternsText, rowsOfTables } from '@understudy/sdk/synthesize'
import type { Around, Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { openData } from '../open-data.ts'
import { readDataSchema } from '../quality/read-data-schema.ts'
import { writeNewFile } from '../write-new-file.ts'
import { profileLines } from './profile-lines.ts'

export interface ProfileFlags {
  readonly out?: string
  readonly force?: boolean
  readonly rareBelow?: string
  readonly mostRows?: string
  readonly epsilon?: string
  readonly delta?: string
  readonly schema?: string
  readonly entity?: string
  readonly delimiter?: string
  readonly scratch?: string
  readonly waive: readonly string[]
  readonly json?: boolean
}

export async function profileCommand(names: readonly string[], flags: ProfileFlags, around: Around): Promise<Outcome> {
  const { out, force = false, entity, delimiter, scratch, waive } = flags
  if (waive.some((one) => one !== 'source-can-write'))
    throw usage('--waive knows source-can-write alone', 'Leave the others out.')
  const rareBelow = wholeOf('--rare-below', flags.rareBelow, 2)
  const mostRows = wholeOf('--most-rows', flags.mostRows, 1000)
  const privacy = privacyOf(flags)
  const schema = flags.schema === undefined ? undefined : await readDataSchema(flags.schema)
  await using opened = await openData(names, { schema, entity, delimiter, scratch, waivers: waive }, around)
  const source = rowsOfTables(opened)
  const known =
    schema && source.schema === undefined ? { ...source, schema, batches: source.batches.bind(source) } : source
  const started = performance.now()
  const patterns = await analyzePatterns(known, { at: new Date(), rareBelow, mostRows, privacy, signal: around.signal })
  const seconds = (performance.now() - started) / 1000
  if (out !== undefined) await writeNewFile(out, patternsText(patterns), force, 'write the patterns')
  const { entities, notes, learnedFrom } = patterns
  return {
    document: {
      command: 'profile',
      source: source.name,
      rows: learnedFrom.rows,
      seconds,
      entities: entities.map(({ name, rows, columns }) => ({ name, rows, columns: columns.length })),
      relationships: patterns.relationships.length,
      ...(patterns.privacy ? { privacy: patterns.privacy } : {}),
      notes,
      ...(out === undefined ? { patterns } : { out }),
    },
    lines: profileLines(patterns, seconds, out),
  }
}

function privacyOf({ epsilon, delta }: ProfileFlags): PrivacyBudget | undefined {
  if (epsilon === undefined) {
    if (delta === undefined) return undefined
    throw usage('--delta is of differential privacy, and there is no --epsilon', 'Give --epsilon too.')
  }
  return {
    epsilon: positive('--epsilon', epsilon),
    ...(delta === undefined ? {} : { delta: positive('--delta', delta) }),
  }
}

function positive(flag: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw usage(`${flag} is a number above 0`, `Give ${flag} such a number.`)
}

function wholeOf(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,12}$/.test(text) ? Number(text) : 0
  if (value >= least) return value
  throw usage(`${flag} is a whole number of ${least} or more`, `Give ${flag} such a number.`)
}
