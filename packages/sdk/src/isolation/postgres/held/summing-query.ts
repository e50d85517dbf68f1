import type pg from 'pg'
import { RowSum } from './row-sum.ts'

export type Done = (error: Error | undefined, result: pg.QueryResult | pg.QueryResult[]) => void

/** A query of pg's own, which also sums up the rows that come. */
export interface SummingQuery extends pg.Submittable {
  callback: Done
  readonly sum: string
}

/**
 * `behind` are statements that go out with the query in one message and are answered with it: in the same round trip, and
 * an error of theirs is the query's.
 */
export type SummingQueryClass = new (
  config: object,
  values: unknown,
  behind: readonly string[] | undefined,
) => SummingQuery

interface Wire {
  parse(about: object): void
  bind(about: object): void
  execute(about: object): void
  sync(): void
}

interface PgQuery extends pg.Submittable {
  readonly portal: string
  readonly rows?: number
  handleDataRow(message: { readonly fields: readonly (string | Uint8Array | null)[] }): void
  handleCommandComplete(message: unknown, connection: unknown): void
  requiresPreparation(): boolean
  /** Sends what comes after the description: to execute, and to synchronize. */
  _getRows(connection: Wire, rows: number | undefined): void
}

/** pg's types leave out the methods by which its query talks to a connection, and that it takes what `client.query` takes. */
function queryOf(driver: typeof pg): new (config: object, values: unknown) => PgQuery {
  return driver.Query as unknown as new (
    config: object,
    values: unknown,
  ) => PgQuery
}

const classes = new WeakMap<typeof pg, SummingQueryClass>()

export function summingQuery(driver: typeof pg): SummingQueryClass {
  const made = classes.get(driver)
  if (made) return made
  class Summing extends queryOf(driver) implements SummingQuery {
    declare callback: Done
    readonly #sum = new RowSum()
    readonly #behind: readonly string[] | undefined
    #complete = false

    constructor(config: object, values: unknown, behind: readonly string[] | undefined) {
      super(config, values)
      this.#behind = behind
    }

    get sum(): string {
      return this.#sum.value
    }

    /** What goes out in parts can have something behind it; a text alone cannot. */
    override requiresPreparation(): boolean {
      return this.#behind !== undefined || super.requiresPreparation()
    }

    override handleDataRow(message: Parameters<PgQuery['handleDataRow']>[0]): void {
      this.#sum.add(message.fields)
      super.handleDataRow(message)
    }

    override handleCommandComplete(message: unknown, connection: unknown): void {
      if (this.#complete) return
      this.#complete = this.#behind !== undefined
      super.handleCommandComplete(message, connection)
    }

    handleEmptyQuery(): void {
      this.#complete = true
    }

    override _getRows(connection: Wire, rows: number | undefined): void {
      if (!this.#behind) {
        super._getRows(connection, rows)
        return
      }
      connection.execute({ portal: this.portal, rows: 0 })
      for (const text of this.#behind) {
        connection.parse({ text, name: '', types: [] })
        connection.bind({ portal: '', statement: '', values: [] })
        connection.execute({ portal: '', rows: 0 })
      }
      connection.sync()
    }
  }
  classes.set(driver, Summing)
  return Summing
}
