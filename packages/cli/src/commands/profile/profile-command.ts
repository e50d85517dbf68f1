import { analyzePatterns, patternsText } from '@understudy/sdk/synthesize'
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
  const schema = flags.schema === undefined ? undefined : await readDataSchema(flags.schema)
  await using opened = await openData(names, { schema, entity, delimiter, scratch, waivers: waive }, around)
  const { source } = opened
  const known =
    schema && source.schema === undefined ? { ...source, schema, batches: source.batches.bind(source) } : source
  const started = performance.now()
  const patterns = await analyzePatterns(known, { at: new Date(), rareBelow, mostRows, signal: around.signal })
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
      notes,
      ...(out === undefined ? { patterns } : { out }),
    },
    lines: profileLines(patterns, seconds, out),
  }
}

function wholeOf(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,12}$/.test(text) ? Number(text) : 0
  if (value >= least) return value
  throw usage(`${flag} is a whole number of ${least} or more`, `Give ${flag} such a number.`)
}
