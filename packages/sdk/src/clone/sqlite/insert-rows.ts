import type Driver from 'better-sqlite3'
import { quoteIdentifier } from '../../database/sqlite/quote.ts'
import { ExactText, type StoredValue } from './stored-value.ts'

/** A run of a statement costs as much as about eight values; beyond these a statement gains nothing more. */
const valuesARun = 120

/** Inserts rows of as many values as there are columns, by prepared statements of several rows. */
export class RowInserter {
  readonly #sqlite: Driver.Database
  readonly #into: string
  readonly #width: number
  readonly #group: number
  readonly #one: Driver.Statement
  readonly #many: Driver.Statement
  readonly #exact = new Map<string, Driver.Statement>()
  readonly #values: unknown[]

  constructor(sqlite: Driver.Database, table: string, columns: readonly string[]) {
    this.#sqlite = sqlite
    this.#width = columns.length
    this.#into = `insert into main.${quoteIdentifier(table)} (${columns.map(quoteIdentifier).join(', ')}) values `
    this.#group = Math.max(1, Math.floor(valuesARun / columns.length))
    const places = `(${columns.map(() => '?').join(', ')})`
    this.#one = sqlite.prepare(this.#into + places)
    this.#many = sqlite.prepare(this.#into + Array(this.#group).fill(places).join(', '))
    this.#values = Array(this.#group * columns.length).fill(null)
  }

  insert(rows: readonly (readonly StoredValue[])[]): void {
    let pending = 0
    let begin = 0
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] ?? []
      if (row.some((value) => value instanceof ExactText)) {
        this.#plain(rows, begin, pending)
        this.#exactly(row)
        begin = at + 1
        pending = 0
      } else pending++
    }
    this.#plain(rows, begin, pending)
  }

  #plain(rows: readonly (readonly StoredValue[])[], begin: number, count: number): void {
    const end = begin + count
    const width = this.#width
    let at = begin
    for (; at + this.#group <= end; at += this.#group) {
      for (let row = 0; row < this.#group; row++) {
        const values = rows[at + row]
        for (let column = 0; column < width; column++) this.#values[row * width + column] = values?.[column]
      }
      this.#many.run(...this.#values)
    }
    for (; at < end; at++) this.#one.run(...(rows[at] ?? []))
  }

  #exactly(row: readonly StoredValue[]): void {
    const places = row.map((value) => (value instanceof ExactText ? 'cast(? as text)' : '?')).join(', ')
    let statement = this.#exact.get(places)
    if (statement === undefined) {
      statement = this.#sqlite.prepare(`${this.#into}(${places})`)
      this.#exact.set(places, statement)
    }
    statement.run(...row.map((value) => (value instanceof ExactText ? value.bytes : value)))
  }
}
