import { expect } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import type { SchemaDefinition } from '../../src/catalog/definition.ts'
import { compareSchemas } from '../../src/catalog/diff/compare-schemas.ts'
import { planPostgres } from '../../src/catalog/migration/postgres/plan.ts'
import { type Lock, lockModes, type MigrationStep } from '../../src/catalog/migration/step.ts'
import type { Database } from '../../src/database/adapter.ts'
import { connectPostgres } from '../../src/database/postgres/connect.ts'
import { execute, observedLocks, type Relation, sorted } from './observed-locks.ts'
import { readsAgain } from './planned-once.ts'

export interface Migration {
  /** Stands on both sides. */
  readonly common?: string
  readonly a: string
  readonly b: string
  /** Put into a before its steps run. */
  readonly rows?: string
}

/** What the planner made of two schemas, after it was run there and back and every lock was held against what was said. */
export interface Migrated {
  readonly up: readonly MigrationStep[]
  readonly down: readonly MigrationStep[]
}

/** Online, for whoever has the database alone and runs steps side by side, or neither. */
type How = boolean | 'apart'

/** A database in which plans are run: each must reach the other side, and take the locks that it says and no others. */
export async function migrates(name: string) {
  const url = await testDatabase(name)
  const database = await connectPostgres(url)
  const read = await readsAgain(url)
  return {
    database,
    /** As 18. */
    major: Number.parseInt((await read()).serverVersion, 10),
    /** The plan alone. */
    async plan({ common = '', a, b }: Migration) {
      const sideB = await built(common, b)
      return planPostgres(await built(common, a), sideB)
    },
    async prove({ common = '', a, b, rows = '' }: Migration, how: How = false): Promise<Migrated> {
      const sideB = await built(common, b)
      const sideA = await built(common, a)
      await database.execute(rows)
      return { up: await move(sideA, sideB, how), down: await move(sideB, sideA, how) }
    },
  }

  async function move(from: SchemaDefinition, to: SchemaDefinition, how: How): Promise<readonly MigrationStep[]> {
    const { steps, refused } = planPostgres(from, to, { online: how === true, apart: how === 'apart' })
    expect(refused).toEqual([])
    const standing = new Map((await database.query<Relation>(relations)).map((one) => [one.oid, one]))
    for (const step of steps) {
      if (step.transaction === 'none') await alone(database, step)
      else {
        const said = await saidOf(database, step, standing)
        expect({ step: step.title, locks: await run(database, step, standing) }).toEqual({
          step: step.title,
          locks: said,
        })
      }
    }
    const left = compareSchemas(await read(), to)
    expect([left.added, left.removed, left.changed]).toEqual([[], [], []])
    return steps
  }

  async function built(...scripts: readonly string[]): Promise<SchemaDefinition> {
    await database.execute(
      `drop foreign data wrapper if exists understudy_none cascade; drop schema if exists public cascade; drop schema if exists other cascade; create schema public`,
    )
    for (const script of scripts) await database.execute(script)
    return read()
  }
}

async function alone(database: Database, step: MigrationStep): Promise<void> {
  await database.session(async (session) => {
    for (const statement of step.statements) await execute(session, statement)
  })
}

/** What the step says of relations that stood before the first step, the strongest of each. */
async function saidOf(
  database: Database,
  step: MigrationStep,
  standing: ReadonlyMap<string, Relation>,
): Promise<Lock[]> {
  const now = await database.query<Relation>(relations)
  const strongest = new Map<string, Lock>()
  for (const lock of step.locks) {
    const { schema, name } = lock.relation
    const found = now.find((one) => one.schema === schema && one.name === name)
    if (found === undefined || !standing.has(found.oid)) continue
    const other = strongest.get(found.oid)
    if (other && lockModes.indexOf(other.mode) >= lockModes.indexOf(lock.mode)) continue
    strongest.set(found.oid, lock)
  }
  return sorted([...strongest.values()])
}

async function run(database: Database, step: MigrationStep, standing: ReadonlyMap<string, Relation>): Promise<Lock[]> {
  return database.transaction(async (session) => {
    for (const statement of step.statements) await execute(session, statement)
    return observedLocks(session, standing)
  })
}

const relations = `select c.oid::text, n.nspname as schema, c.relname as name
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f', 'v', 'm') and c.oid >= 16384`
