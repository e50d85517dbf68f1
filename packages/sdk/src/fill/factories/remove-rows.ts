import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import type { CleanupFailure, CleanupOptions } from '../../factory/cleanup.ts'
import type { Created, Removal } from '../../factory/writer.ts'
import { childrenFirst, columnsOf, type Doomed, type DoomedRow, openCircles } from './doomed.ts'
import type { FactoryTables } from './factory-tables.ts'
import { jsonOfRows } from './row-json.ts'
import { statements } from './statements.ts'
import { strangers } from './strangers.ts'

/**
 * Deletes rows, children first, in one transaction. Where that fails, table by table and down to single rows, so that one
 * row which cannot go keeps no other.
 */
export async function removeRows(
  session: Session,
  tables: FactoryTables,
  created: readonly Created[],
  options: CleanupOptions,
): Promise<Removal> {
  const removal = new RemovalRun(session, childrenFirst(doomedOf(tables, created)), tables, options, created)
  await removal.run()
  return removal
}

class RemovalRun implements Removal {
  readonly gone: { rows: boolean[]; deleted: number }[]
  failures: CleanupFailure[] = []
  readonly #session: Session
  readonly #doomed: readonly Doomed[]
  readonly #tables: FactoryTables
  readonly #options: CleanupOptions

  constructor(
    session: Session,
    doomed: readonly Doomed[],
    tables: FactoryTables,
    options: CleanupOptions,
    created: readonly Created[],
  ) {
    this.#session = session
    this.#doomed = doomed
    this.#tables = tables
    this.#options = options
    this.gone = created.map(({ rows }) => ({ rows: rows.map(() => false), deleted: 0 }))
  }

  async run(): Promise<void> {
    if (await this.#atOnce()) return
    await this.#session.transaction((transaction) => this.#open(transaction))
    for (let progress = true; progress; ) {
      this.failures = []
      progress = false
      for (const doomed of this.#doomed) if (await this.#byParts(doomed, doomed.rows)) progress = true
      if (this.failures.length === 0) return
    }
  }

  /** Everything or nothing: false where something has to stay. */
  async #atOnce(): Promise<boolean> {
    try {
      const deleted = await this.#session.transaction(async (transaction) => {
        await transaction.execute(this.#session.capabilities.deferConstraints)
        await this.#open(transaction)
        const counts: { doomed: Doomed; rows: readonly DoomedRow[] }[] = []
        for (const doomed of this.#doomed) {
          const held = await this.#held(transaction, doomed, doomed.rows)
          if (held.size > 0) throw new Stays()
          counts.push({ doomed, rows: await this.#delete(transaction, doomed, doomed.rows) })
        }
        return counts
      })
      for (const { doomed, rows } of deleted) {
        this.#note(doomed.rows, rows)
        doomed.rows = []
      }
      return true
    } catch (thrown) {
      if (thrown instanceof Stays || isRefusal(thrown)) return false
      throw thrown
    }
  }

  /** Whether any of the rows went. */
  async #byParts(doomed: Doomed, rows: readonly DoomedRow[]): Promise<boolean> {
    if (rows.length === 0) return false
    try {
      const { deleted, held } = await this.#session.transaction(async (transaction) => {
        const staying = await this.#held(transaction, doomed, rows)
        return {
          held: staying,
          deleted: await this.#delete(
            transaction,
            doomed,
            rows.filter((row) => !staying.has(row)),
          ),
        }
      })
      const went = rows.filter((row) => !held.has(row))
      this.#note(went, deleted)
      doomed.rows = doomed.rows.filter((row) => !went.includes(row))
      for (const reason of held.values())
        this.#fail(doomed, { code: 'CONSTRAINT_VIOLATED', sqlstate: undefined, reason })
      return went.length > 0
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      if (rows.length === 1) {
        this.#fail(doomed, { code: thrown.code, sqlstate: sqlstateOf(thrown), reason: thrown.message })
        return false
      }
      const middle = Math.ceil(rows.length / 2)
      const first = await this.#byParts(doomed, rows.slice(0, middle))
      const second = await this.#byParts(doomed, rows.slice(middle))
      return first || second
    }
  }

  async #open(session: Session): Promise<void> {
    for (const doomed of this.#doomed) await openCircles(session, doomed, this.#doomed)
  }

  #fail({ entity }: Doomed, failure: Omit<CleanupFailure, 'entity' | 'rows'>): void {
    this.failures.push({ entity, rows: 1, ...failure })
  }

  #note(went: readonly DoomedRow[], deleted: readonly DoomedRow[]): void {
    for (const { entry, at } of went) this.gone[entry]!.rows[at] = true
    for (const { entry } of deleted) this.gone[entry]!.deleted++
  }

  /** Rows that others point at whom nobody here created, and why deleting them would touch those. */
  async #held(session: Session, doomed: Doomed, rows: readonly DoomedRow[]): Promise<Map<DoomedRow, string>> {
    const held = new Map<DoomedRow, string>()
    if (this.#options.cascade || rows.length === 0) return held
    for (const { place, reason } of await strangers(session, this.#tables, doomed, rows, this.#doomed)) {
      held.set(rows[place]!, reason)
    }
    return held
  }

  /** Those that were there. */
  async #delete(session: Session, { table, key }: Doomed, rows: readonly DoomedRow[]): Promise<readonly DoomedRow[]> {
    if (rows.length === 0) return []
    const made = statements[session.dialect]
    const columns = columnsOf(table, key, rows)
    const placed = rows.map(({ row }, place) => [...key.map((field) => row[field]), place])
    const found = await session.query<{ place: number }>(made.find(table, columns), [jsonOfRows(placed, made.form)])
    const there = found.map(({ place }) => rows[place]!)
    if (there.length === 0) return []
    const keys = there.map(({ row }) => key.map((field) => row[field]))
    await session.query(made.delete(table, columns), [jsonOfRows(keys, made.form)])
    return there
  }
}

const lockNotAvailable = '55P03'

/** Something has to stay, so that not all can go at once. */
class Stays extends Error {}

/** What a database says of rows; a lost connection is none of it, nor is a lock that was not to be had in time. */
function isRefusal(thrown: unknown): thrown is UnderstudyError {
  return (
    thrown instanceof UnderstudyError &&
    sqlstateOf(thrown) !== lockNotAvailable &&
    (thrown.code === 'CONSTRAINT_VIOLATED' || thrown.code === 'QUERY_FAILED' || thrown.code === 'PERMISSION_DENIED')
  )
}

function sqlstateOf({ details }: UnderstudyError): string | undefined {
  return typeof details.sqlstate === 'string' ? details.sqlstate : undefined
}

function doomedOf(tables: FactoryTables, created: readonly Created[]): Doomed[] {
  const doomed = new Map<string, Doomed>()
  created.forEach(({ entity, key, rows }, entry) => {
    const table = tables.named(entity)
    if (key.length === 0) {
      throw new UnderstudyError('COLUMN_UNFILLABLE', {
        operation: 'clean up created rows',
        at: entity,
        message: `the table ${table.name} has no key, so its rows cannot be told from those of others`,
        hint: `Give ${table.name} a primary key, or empty it by a statement of your own.`,
      })
    }
    const one = doomed.get(keyOf(table)) ?? { entity, table, key, rows: [] }
    rows.forEach((row, at) => void one.rows.push({ entry, at, row }))
    doomed.set(keyOf(table), one)
  })
  return [...doomed.values()]
}
