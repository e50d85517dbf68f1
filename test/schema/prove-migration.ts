import pg from 'pg'
import type { SchemaDefinition } from '../../packages/sdk/src/catalog/definition.ts'
import type { MigrationScript, MigrationStep } from '../../packages/sdk/src/catalog/migration/step.ts'
import type { Database } from '../../packages/sdk/src/database/adapter.ts'
import { messageOf, UnderstudyError } from '../../packages/sdk/src/errors.ts'
import { fillDatabase } from '../../packages/sdk/src/fill/fill-database.ts'
import { fingerprintDifference } from './fingerprint.ts'
import { keptColumns, rowFingerprints, tablesOf } from './kept-rows.ts'
import { ownDifference } from './own-difference.ts'
import type { PairServer } from './pair-server.ts'
import { runSteps, StepFailed } from './run-steps.ts'
import { type Place, readPlace, type Side, withPlace } from './side.ts'

export type Plan = (a: SchemaDefinition, b: SchemaDefinition) => MigrationScript

export type Proof =
  | {
      readonly result: 'converged'
      readonly up: number
      readonly down: number
      /** "kept", or why there were none. */
      readonly rows: string
      /** Titles of steps that delete or may change data. */
      readonly destructive: readonly string[]
    }
  | { readonly result: 'refused'; readonly why: string }
  | { readonly result: 'failed'; readonly at: string; readonly why: string }

class Failed extends Error {
  override readonly name = 'Failed'
  readonly at: string

  constructor(at: string, why: string) {
    super(why)
    this.at = at
  }
}

/** Migrates a copy of `from` to `to` and back, with rows in it, and looks after each way at all that there is to look at. */
export async function proveMigration(server: PairServer, from: Side, to: Side, plan: Plan): Promise<Proof> {
  let script: MigrationScript
  try {
    script = plan(from.definition, to.definition)
  } catch (thrown) {
    return {
      result: 'failed',
      at: 'plan',
      why: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    }
  }
  if (script.refused.length > 0) {
    return { result: 'refused', why: script.refused.map(({ object, why }) => `${object}: ${why}`).join('; ') }
  }
  if (JSON.stringify(plan(from.definition, to.definition)) !== JSON.stringify(script)) {
    return { result: 'failed', at: 'plan', why: 'The same two schemas gave another script the second time.' }
  }
  try {
    try {
      return converged(script, await migrate(server, from, to, script, fill))
    } catch (thrown) {
      if (!(thrown instanceof StepFailed) || !mayFailOnData(thrown.step)) throw thrown
      await migrate(server, from, to, script, empty)
      return converged(script, `left out, as was said: ${messageOf(thrown)}`)
    }
  } catch (thrown) {
    if (thrown instanceof StepFailed) return { result: 'failed', at: 'step', why: thrown.message }
    if (thrown instanceof Failed) return { result: 'failed', at: thrown.at, why: thrown.message }
    throw thrown
  }
}

const mayFailOnData = ({ hazards }: MigrationStep): boolean => hazards.some(({ kind }) => kind === 'may fail on data')

function converged({ up, down }: MigrationScript, rows: string): Proof {
  const destructive = [...up, ...down].flatMap(({ hazards, title }) =>
    hazards.some(({ kind }) => kind === 'deletes data' || kind === 'may change data') ? [title] : [],
  )
  return { result: 'converged', up: up.length, down: down.length, rows, destructive }
}

type Prepare = (database: Database) => Promise<string>

const fill: Prepare = async (database) => {
  try {
    const { rows } = await fillDatabase(database, { rows: 5 })
    return rows > 0 ? 'kept' : 'none: no table takes any'
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    return `none: ${thrown.message}`
  }
}

const empty: Prepare = async (database) => {
  const tables = await database.query<{ name: string }>(
    "select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.oid >= 16384 and c.relnamespace::regnamespace::text !~ '^pg_'",
  )
  if (tables.length > 0) await database.execute(`truncate ${tables.map(({ name }) => name).join(', ')} cascade`)
  return 'none'
}

/** Answers what became of the rows. */
async function migrate(
  server: PairServer,
  from: Side,
  to: Side,
  { up, down }: MigrationScript,
  prepare: Prepare,
): Promise<string> {
  const url = await server.create(from.url)
  try {
    return await withPlace(url, async (place) => {
      const rows = await prepare(place.database)
      await oneWay(place, server.pgDump, up, to, 'up')
      await oneWay(place, server.pgDump, down, from, 'down')
      return rows
    })
  } finally {
    await server.drop(url)
  }
}

async function oneWay(
  place: Place,
  pgDump: string | undefined,
  steps: readonly MigrationStep[],
  goal: Side,
  way: 'up' | 'down',
): Promise<void> {
  const { client, database } = place
  const target = new pg.Client({ connectionString: goal.url })
  await target.connect()
  const after = await tablesOf(target).finally(() => target.end())
  const kept = keptColumns(await tablesOf(client), after, steps)
  const before = await rowFingerprints(client, kept)
  try {
    await runSteps(database, steps)
  } catch (thrown) {
    if (thrown instanceof StepFailed) throw thrown
    throw new Failed(`${way}: commit`, messageOf(thrown))
  }
  const reached = await readPlace(place, pgDump)
  require(`${way}: independent fingerprint`, fingerprintDifference(reached.fingerprint, goal.fingerprint))
  require(`${way}: second comparison`, ownDifference(reached.definition, goal.definition))
  if (goal.dump) require(`${way}: pg_dump`, fingerprintDifference(reached.dump ?? [], goal.dump))
  const now = await rowFingerprints(client, kept)
  require(`${way}: rows`, [...before]
    .filter(([key, hash]) => now.get(key) !== hash)
    .map(([key, hash]) => `${key} had ${hash} and has ${now.get(key)}`))
}

function require(what: string, differences: readonly string[]): void {
  if (differences.length === 0) return
  const shown = differences.slice(0, 12)
  throw new Failed(
    what,
    [...shown, ...(differences.length > 12 ? [`and ${differences.length - 12} more`] : [])].join('\n'),
  )
}
