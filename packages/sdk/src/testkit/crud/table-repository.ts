import type { Session, TableName } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { textOf } from '../client/bulk/column-texts.ts'
import { typeOf, writtenTable } from '../client/bulk/column-types.ts'
import { updateRows } from '../client/bulk/update-rows.ts'
import type { Row } from '../client/test-statements.ts'
import { type CrudKey, type CrudRepository, keyFields } from './crud-repository.ts'

/** A table as the repository of its rows, by plain statements. */
export class TableRepository implements CrudRepository {
  readonly #on: <T>(work: (session: Session) => Promise<T>) => Promise<T>
  readonly #table: TableName
  readonly #key: readonly string[]

  /** @param on runs work in a transaction, so that what it refuses is undone */
  constructor(on: <T>(work: (session: Session) => Promise<T>) => Promise<T>, table: TableName, key: readonly string[]) {
    this.#on = on
    this.#table = table
    this.#key = key
  }

  create(row: Row): Promise<Row | undefined> {
    return this.#on(async (session) => {
      const { quoteIdentifier, quoteTable } = quoting[session.dialect]
      const columns = Object.keys(row).filter((column) => row[column] !== undefined)
      const { places, values } = await this.#bound(session, row, columns)
      const rows =
        columns.length === 0
          ? 'default values'
          : `(${columns.map(quoteIdentifier).join(', ')}) values (${places.join(', ')})`
      const [made] = await session.query<Row>(`insert into ${quoteTable(this.#table)} ${rows} returning *`, values)
      return made
    })
  }

  find(key: CrudKey): Promise<Row | undefined> {
    return this.#on(async (session) => {
      const { where, values } = await this.#where(session, key)
      const { quoteTable } = quoting[session.dialect]
      const [row] = await session.query<Row>(`select * from ${quoteTable(this.#table)} where ${where}`, values)
      return row
    })
  }

  update(key: CrudKey, changes: Row): Promise<number> {
    const update = { ...changes, ...keyFields(this.#key, key) }
    return this.#on((session) => updateRows(session, this.#table, [update], this.#key))
  }

  delete(key: CrudKey): Promise<number> {
    return this.#on(async (session) => {
      const { where, values } = await this.#where(session, key)
      const { quoteTable } = quoting[session.dialect]
      const gone = await session.query(
        `delete from ${quoteTable(this.#table)} where ${where} returning 1 as one`,
        values,
      )
      return gone.length
    })
  }

  /** Adds one to a column, in the statement itself. */
  add(key: CrudKey, column: string): Promise<void> {
    return this.#on(async (session) => {
      const { where, values } = await this.#where(session, key)
      const { quoteIdentifier, quoteTable } = quoting[session.dialect]
      const name = quoteIdentifier(column)
      await session.query(`update ${quoteTable(this.#table)} set ${name} = ${name} + 1 where ${where}`, values)
    })
  }

  async #where(session: Session, key: CrudKey): Promise<{ where: string; values: readonly unknown[] }> {
    const { quoteIdentifier } = quoting[session.dialect]
    const { places, values } = await this.#bound(session, keyFields(this.#key, key), this.#key)
    return { where: this.#key.map((column, at) => `${quoteIdentifier(column)} = ${places[at]}`).join(' and '), values }
  }

  async #bound(
    session: Session,
    row: Row,
    columns: readonly string[],
  ): Promise<{ places: readonly string[]; values: readonly unknown[] }> {
    if (session.dialect !== 'postgres') {
      return { places: columns.map((_, at) => `$${at + 1}`), values: columns.map((column) => row[column]) }
    }
    const table = await writtenTable(session, this.#table)
    const named = columns.map((column) => ({ column, type: typeOf(table, column) }))
    return {
      // By way of text, since a driver may want bytes for a parameter that is bytes.
      places: named.map(({ type }, at) => `$${at + 1}::text::${type.sql}`),
      values: named.map(({ column, type }) => textOf(row[column], type)),
    }
  }
}
