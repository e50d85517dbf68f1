import { analyzeSchema } from '../../catalog/analyze.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { compareSchemas, isEmpty } from '../../catalog/diff/compare-schemas.ts'
import type { MigrationScript, MigrationStep } from '../../catalog/migration/step.ts'
import type { Database } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { fillDatabase } from '../../fill/fill-database.ts'
import { type RowChange, rowChanges, unannounced } from './kept-rows.ts'
import { type TestedMigration, testedMigrations } from './migration-source.ts'
import { mispredictions } from './mispredictions.ts'
import { type ObservedStep, observeStep } from './observe-step.ts'
import { readTableRows } from './table-rows.ts'
import { startWriter, type Waits } from './writers.ts'

export interface MigrationTestOptions {
  /** Rows that every empty table gets before a migration runs; 20 where nothing is said, 0 for none. */
  readonly rows?: number | undefined
  readonly seed?: string | number | undefined
  /** Whether somebody reads and writes the tables meanwhile; only Postgres has room for that. True where nothing is said. */
  readonly writer?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((doing: string) => void) | undefined
}

export interface MigrationTestResult {
  readonly passed: boolean
  readonly migrations: readonly MigrationOutcome[]
}

export interface MigrationOutcome {
  readonly name: string
  readonly rounds: readonly MigrationRound[]
  /** What is wrong with it; nothing where it passed. */
  readonly problems: readonly string[]
  /** What could not be tested, and why. */
  readonly notes: readonly string[]
}

export interface MigrationRound {
  readonly direction: 'up' | 'down' | 'up again'
  readonly milliseconds: number
  readonly steps: readonly ObservedStep[]
  readonly waits: Waits | null
  /** Rows and values that were there before and are not afterwards. */
  readonly lost: readonly LostRows[]
}

export interface LostRows extends RowChange {
  /** Whether a step had said that it would. */
  readonly announced: boolean
}

/**
 * Runs migrations up, down and up again on a database that may be thrown away, with rows in it and somebody at work on
 * them. The way back must lead to the schema that was there, the second way up to what the first one made; what happens
 * to rows and which locks are taken must be what the steps said.
 */
export async function testMigrations(
  database: Database,
  migrations: string | MigrationScript,
  options: MigrationTestOptions = {},
): Promise<MigrationTestResult> {
  const outcomes: MigrationOutcome[] = []
  const all = await testedMigrations(migrations, database.dialect)
  for (const [at, migration] of all.entries()) {
    const test = new MigrationTest(database, migration, options)
    const outcome = await test.run()
    const after = all.slice(at + 1).map(({ name }) => name)
    if (!test.stuck || after.length === 0) {
      outcomes.push(outcome)
      continue
    }
    const left = `What comes after it was not tested, since it stands on what this one leaves: ${after.join(', ')}`
    outcomes.push({ ...outcome, notes: [...outcome.notes, left] })
    break
  }
  return { passed: outcomes.every(({ problems }) => problems.length === 0), migrations: outcomes }
}

class MigrationTest {
  readonly #database: Database
  readonly #migration: TestedMigration
  readonly #options: MigrationTestOptions
  readonly #problems: string[] = []
  readonly #notes: string[] = []
  readonly #rounds: MigrationRound[] = []
  #stuck = false

  constructor(database: Database, migration: TestedMigration, options: MigrationTestOptions) {
    this.#database = database
    this.#migration = migration
    this.#options = options
  }

  /** A step failed, so the database has none of the schemas that it should have. */
  get stuck(): boolean {
    return this.#stuck
  }

  async run(): Promise<MigrationOutcome> {
    const { name, up, down } = this.#migration
    await this.#fill()
    const before = await analyzeSchema(this.#database)
    if (await this.#round('up', up)) {
      const after = await analyzeSchema(this.#database)
      if (down === null) this.#notes.push('It has no way back, so only the way there was tested.')
      else if (await this.#round('down', down)) {
        this.#compare(before, await analyzeSchema(this.#database), 'The way back does not lead to the schema before')
        if (await this.#round('up again', up)) {
          this.#compare(after, await analyzeSchema(this.#database), 'The second way up leads elsewhere than the first')
        }
      }
    }
    return { name, rounds: this.#rounds, problems: this.#problems, notes: this.#notes }
  }

  async #fill(): Promise<void> {
    const { rows = 20, seed, signal } = this.#options
    if (rows === 0) return
    const { tables } = await analyzeSchema(this.#database)
    const held = await this.#database.session((session) => readTableRows(session, tables))
    const empty = held.filter((table) => table.rows === 0)
    if (empty.length === 0) return
    try {
      await fillDatabase(this.#database, { rows, seed, signal })
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code === 'CANCELLED') throw thrown
      this.#notes.push(
        `No rows could be made, so it was tested on ${held.length - empty.length} tables that hold some: ${thrown.message}`,
      )
    }
  }

  /** False where a step failed: then nothing further can be said. */
  async #round(direction: MigrationRound['direction'], steps: readonly MigrationStep[]): Promise<boolean> {
    const database = this.#database
    const definition = await analyzeSchema(database)
    const before = await database.session((session) => readTableRows(session, definition.tables))
    const wantsWriter = database.capabilities.multipleConnections && this.#options.writer !== false
    const writer = wantsWriter ? startWriter(database, before) : undefined
    const observed: ObservedStep[] = []
    const from = performance.now()
    const failed = await database
      .session(async (session) => {
        for (const step of steps) {
          refuseAborted(this.#options.signal)
          this.#options.onProgress?.(`${this.#migration.name}, ${direction}: ${step.title}`)
          const seen = await observeStep(database, session, step, this.#options.signal).catch((thrown: unknown) => {
            if (!(thrown instanceof UnderstudyError) || thrown.code === 'CANCELLED') throw thrown
            return messageOf(thrown)
          })
          if (typeof seen === 'string') return `${direction}: step ${step.number} (${step.title}) failed: ${seen}`
          observed.push(seen)
          if (this.#migration.predicted)
            this.#problems.push(...mispredictions(step, seen).map((one) => `${direction}: ${one}`))
        }
        return undefined
      })
      .finally(() => writer?.stop())
    const milliseconds = performance.now() - from
    const waits = (await writer?.stop()) ?? null
    if (failed !== undefined) {
      this.#problems.push(failed)
      this.#stuck = true
      return false
    }
    const { tables } = await analyzeSchema(database)
    const changes = rowChanges(before, await database.session((session) => readTableRows(session, tables)))
    const silent = new Set(unannounced(changes, steps))
    for (const { table, column, why } of silent) {
      this.#problems.push(
        `${direction}: ${table}${column === null ? '' : `.${column}`}: ${why}, and no step had said so`,
      )
    }
    this.#rounds.push({
      direction,
      milliseconds,
      steps: observed,
      waits,
      lost: changes.map((change) => ({ ...change, announced: !silent.has(change) })),
    })
    return true
  }

  #compare(wanted: SchemaDefinition, found: SchemaDefinition, what: string): void {
    const diff = compareSchemas(found, wanted)
    if (isEmpty(diff)) return
    const { added, removed, changed } = diff
    const parts = [
      ...added.map(({ id }) => `${id} is missing`),
      ...removed.map(({ id }) => `${id} is too much`),
      ...changed.map(({ id, changes }) => `${id} differs in ${changes.map(({ property }) => property).join(', ')}`),
    ]
    this.#problems.push(`${what}: ${parts.join('; ')}`)
  }
}
