import { expect } from 'vitest'
import { analyzeSchema } from '../../src/catalog/analyze.ts'
import type { SchemaDefinition } from '../../src/catalog/definition.ts'
import { compareSchemas } from '../../src/catalog/diff/compare-schemas.ts'
import type { Rename } from '../../src/catalog/diff/schema-diff.ts'
import { factsOf } from '../../src/catalog/facts.ts'
import { type ObjectId, objectId } from '../../src/catalog/identity.ts'
import { applyMigration } from '../../src/catalog/migration/apply.ts'
import { planSqlite } from '../../src/catalog/migration/sqlite/plan.ts'
import { pairTables, type TablePair } from '../../src/catalog/migration/sqlite/table-pairs.ts'
import type { MigrationStep } from '../../src/catalog/migration/step.ts'
import type { Database } from '../../src/database/adapter.ts'
import { UnderstudyError } from '../../src/errors.ts'
import { foreignKeyProblems, rowsOf } from './contents.ts'

export interface Outcome {
  readonly steps: readonly MigrationStep[]
  /** Why rows kept the steps from running; nothing was changed then. */
  readonly failed: string | null
  /** The table whose rows did, by its name before. */
  readonly culprit: string | null
  /** How many rows came along, in all tables that stay. */
  readonly rows: number
}

/** Everything of a definition but where columns stand and how far counters are, in any order. */
export function comparable(definition: SchemaDefinition): unknown {
  const plain = (key: string, value: unknown) =>
    key === 'position' || key === 'last' || key === 'serverVersion' ? null : value
  const facts = [...factsOf(definition)].sort(([one], [other]) => (one < other ? -1 : 1))
  const whole = { facts: facts.map(([id, { kind, object }]) => [id, kind, object]), needs: definition.dependencies }
  return sorted(JSON.parse(JSON.stringify(whole, plain)))
}

/** Columns and constraints of a table in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const parts = value.map(sorted)
    return parts.every(hasName) ? parts.sort((one, other) => (one.name < other.name ? -1 : 1)) : parts
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]))
}

function hasName(value: unknown): value is { readonly name: string } {
  return typeof value === 'object' && value !== null && 'name' in value
}

/** Takes a database to a schema, and holds it against that schema, its rows against what they were, and steps against both. */
export async function proveStep(
  database: Database,
  wanted: SchemaDefinition,
  renames: readonly Rename[] = [],
): Promise<Outcome> {
  const before = await analyzeSchema(database)
  const { steps, refused } = planSqlite(before, wanted, renames)
  expect(refused).toEqual([])
  const kept = await keptRows(database, before, wanted, steps, renames)
  const sound = await soundTables(database, before)
  try {
    await applyMigration(database, steps, { confirmed: true })
  } catch (thrown) {
    const step = steps.find(({ number }) => thrown instanceof UnderstudyError && number === thrown.details.step)
    const text = `${thrown} ${JSON.stringify(step, null, 1)}`
    if (!step?.hazards.some(({ kind }) => kind === 'may fail on data')) throw new Error(text, { cause: thrown })
    expect(comparable(await analyzeSchema(database))).toEqual(comparable(before))
    expect(await database.query('pragma foreign_keys')).toEqual([{ foreign_keys: 1 }])
    return {
      steps,
      failed: text,
      culprit: culpritOf(step.object, pairTables(before, wanted, renames), wanted),
      rows: 0,
    }
  }
  const after = await analyzeSchema(database)
  expect(comparable(after)).toEqual(comparable(wanted))
  const { added, removed, changed } = compareSchemas(after, wanted)
  expect([added, removed, changed]).toEqual([[], [], []])
  expect(planSqlite(after, wanted, []).steps).toEqual([])
  for (const { table, columns, rows } of kept) {
    expect([table, await rowsOf(database, table, columns)]).toEqual([table, rows])
  }
  for (const table of await soundTables(database, after)) sound.delete(table)
  const lost = [...sound].filter((table) => after.tables.some(({ name }) => name === table))
  for (const table of lost) expect([table, await isCheckable(database, table)]).toEqual([table, false])
  expect(await database.query('pragma foreign_keys')).toEqual([{ foreign_keys: 1 }])
  expect(await database.query('pragma legacy_alter_table')).toEqual([{ legacy_alter_table: 0 }])
  return { steps, failed: null, culprit: null, rows: kept.reduce((sum, one) => sum + one.rows.length, 0) }
}

function culpritOf(object: ObjectId, pairs: readonly TablePair[], { indexes }: SchemaDefinition): string | null {
  const index = indexes.find(({ schema, name }) => objectId('index', schema, name) === object)
  const pair = pairs.find(
    ({ to }) =>
      to.name === index?.table.name ||
      object === objectId('table', to.schema, to.name) ||
      to.columns.some(({ name }) => object === objectId('column', to.schema, to.name, name)),
  )
  return pair?.from.name ?? null
}

interface Kept {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly string[]
}

/** What the rows of each table must be afterwards, in all columns of both schemas that no step said it would change. */
async function keptRows(
  database: Database,
  before: SchemaDefinition,
  wanted: SchemaDefinition,
  steps: readonly MigrationStep[],
  renames: readonly Rename[],
): Promise<Kept[]> {
  const said = steps.flatMap(({ hazards }) =>
    hazards.flatMap(({ kind, why }) => (kind === 'deletes data' || kind === 'may change data' ? [why] : [])),
  )
  const kept: Kept[] = []
  for (const { from, to, columns } of pairTables(before, wanted, renames)) {
    if (said.includes(`All rows of ${to.name}, since no column of it stays.`)) continue
    const same = from.columns.flatMap(({ name, generated }) => {
      const now = to.columns.find((column) => column.name === columns.get(name))
      if (!now || generated || now.generated) return []
      const announced = said.some(
        (why) => why.includes(`${to.name}.${now.name}`) || why.includes(`in ${to.name}.${now.name}`),
      )
      return announced ? [] : [[name, now.name] as const]
    })
    const rows = await rowsOf(
      database,
      from.name,
      same.map(([name]) => name),
    )
    kept.push({ table: to.name, columns: same.map(([, name]) => name), rows })
  }
  return kept
}

async function soundTables(database: Database, { tables }: SchemaDefinition): Promise<Set<string>> {
  const sound = new Set<string>()
  for (const { name } of tables) if ((await foreignKeyProblems(database, name)).length === 0) sound.add(name)
  return sound
}

/** Whether SQLite can tell at all, which it can't where a key is to columns that are not unique. */
async function isCheckable(database: Database, table: string): Promise<boolean> {
  const problems = await foreignKeyProblems(database, table)
  return !problems.some((problem) => problem.includes('mismatch'))
}
