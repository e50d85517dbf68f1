import type pg from 'pg'
import { RowSum } from './row-sum.ts'

export type Done = (error: Error | undefined, result: pg.QueryResult | pg.QueryResult[]) => void

/** A query of pg's own, which also sums up the rows that come. */
export interface SummingQuery extends pg.Submittable {
  callback: Done
  readonly sum: string
}

export type SummingQueryClass = new (config: unknown, values?: unknown) => SummingQuery

interface RowReader {
  handleDataRow(message: { readonly fields: readonly (string | Uint8Array | null)[] }): void
}

/** pg's types leave out that its query reads rows by this method, and that it takes what `client.query` takes. */
function readerOf(driver: typeof pg): new (config: unknown, values?: unknown) => pg.Submittable & RowReader {
  return driver.Query as unknown as new (
    config: unknown,
    values?: unknown,
  ) => pg.Submittable & RowReader
}

const classes = new WeakMap<typeof pg, SummingQueryClass>()

export function summingQuery(driver: typeof pg): SummingQueryClass {
  const made = classes.get(driver)
  if (made) return made
  class Summing extends readerOf(driver) implements SummingQuery {
    declare callback: Done
    readonly #sum = new RowSum()

    get sum(): string {
      return this.#sum.value
    }

    override handleDataRow(message: Parameters<RowReader['handleDataRow']>[0]): void {
      this.#sum.add(message.fields)
      super.handleDataRow(message)
    }
  }
  classes.set(driver, Summing)
  return Summing
}
