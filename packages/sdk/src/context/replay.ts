import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { fingerprintOf } from '../catalog/diff/fingerprint.ts'
import type { Database } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import { type TeamServerSettings, teamServerOf, teamServerSettings } from '../team-server/team-server.ts'
import { AddedRows } from './added-rows.ts'
import type { DatabaseTarget, DataNeed, DataNeeds, LaterParts } from './data-need.ts'
import { datasetOf } from './needs/dataset.ts'
import { fillTablesOf } from './needs/fill-tables.ts'
import { fixturesOf } from './needs/fixtures.ts'
import { outdated, parseReplayToken, type ReplayToken, rowsVersion } from './replay-token.ts'

export interface ReplayOptions {
  /** What the tests begin with: their tables, and nothing that a test made. */
  readonly database: Database
  /** Those of the tests' configuration, for factories and needs of one's own: a token names them and does not hold them. */
  readonly needs?: DataNeeds | undefined
  /** Where the team's data is; what is left out is read from the environment, as by a test. */
  readonly server?: TeamServerSettings | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ReplayReport {
  readonly seed: string | number
  readonly needs: readonly { readonly name: string; readonly kind: string }[]
  readonly tables: readonly { readonly table: string; readonly rows: number }[]
  /** The rows that were made, as NDJSON: {"table": …, "row": { … }}, by table and key. */
  readonly lines: readonly string[]
}

/** Makes the rows again that a test saw, by the token that was printed when it failed; refuses where they would be others. */
export async function replay(
  token: string,
  { database, needs = {}, server, signal }: ReplayOptions,
): Promise<ReplayReport> {
  const parsed = parseReplayToken(token)
  if (parsed.versions.rows !== rowsVersion) {
    throw outdated(`it is of version ${parsed.versions.rows} of how rows are made, and this is version ${rowsVersion}`)
  }
  const found = parsed.needs.map((one) => ({ ...one, need: needOf(one, needs) }))
  const definition = await analyzeSchema(database)
  refuseOther(parsed, definition)
  const added = await AddedRows.after(database, definition)
  const target = targetOf(database, definition, parsed, server, signal)
  const later: LaterParts[] = []
  for (const [i, { need, recipe }] of found.entries()) {
    if (need.replay) {
      const parts = await need.replay(target, recipe)
      if (parts) later.push(parts)
    } else await need.load(target)
    for (const parts of later) await parts(i + 1)
  }
  for (const parts of later) await parts(Number.POSITIVE_INFINITY)
  const tables = await added.read()
  return {
    seed: parsed.seed,
    needs: parsed.needs.map(({ name, kind }) => ({ name, kind })),
    tables: tables.map(({ table, rows }) => ({ table, rows: rows.length })),
    lines: tables.flatMap(({ table, rows }) => rows.map((row) => `{"table":${JSON.stringify(table)},"row":${row}}`)),
  }
}

function needOf({ name, kind, recipe }: ReplayToken['needs'][number], needs: DataNeeds): DataNeed {
  if (kind === 'fill') return fillTablesOf()
  if (kind === 'fixtures') return fixturesOf(recipe)
  if (kind === 'dataset') return datasetOf(recipe)
  if (kind === 'lease')
    throw outdated(`the rows of ${JSON.stringify(name)} were leased, and are somebody else's by now`)
  if (kind === 'created' || kind === 'scenario') {
    throw new UnderstudyError('USAGE', {
      operation: 'replay test data',
      at: `data.${name}`,
      message: `the test data ${JSON.stringify(name)} was made in production, where nothing is replayed`,
      hint: 'Run the test again with the same seed instead.',
    })
  }
  const need = Object.hasOwn(needs, name) ? needs[name] : undefined
  if (need === undefined) {
    throw new UnderstudyError('USAGE', {
      operation: 'replay test data',
      at: `data.${name}`,
      message: `the token names ${JSON.stringify(name)} (${kind}), which only the code of the tests can make`,
      hint: 'Give the needs of the configuration: replay(token, { database, needs }), or --needs FILE.ts that exports them as data.',
    })
  }
  if (need.kind !== kind) throw outdated(`${JSON.stringify(name)} was ${kind} and is ${need.kind} by now`)
  return need
}

function refuseOther({ fingerprint }: ReplayToken, definition: SchemaDefinition): void {
  if (fingerprint !== '' && fingerprintOf(definition) !== fingerprint) {
    throw outdated('the schema of this database is not the one that the test ran on')
  }
}

function targetOf(
  database: Database,
  definition: SchemaDefinition,
  { seed }: ReplayToken,
  server: TeamServerSettings | undefined,
  signal: AbortSignal | undefined,
): DatabaseTarget {
  const { url, team, key } = teamServerSettings(process.env)
  return {
    mode: 'database',
    test: { id: 'replay', name: undefined, worker: 0 },
    teamServer: () => teamServerOf({ url: server?.url ?? url, team: server?.team ?? team, key: server?.key ?? key }),
    onEnd: () => {},
    database,
    url: () => Promise.reject(outdated('what connects by itself is not made again')),
    seed,
    isolated: true,
    schema: async () => definition,
    note: () => () => {},
    onCleanup: () => {},
    recordRecipe: () => {},
    loaded: () => 0,
    signal,
  }
}
