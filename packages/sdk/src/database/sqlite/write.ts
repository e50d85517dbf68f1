import type Driver from 'better-sqlite3'
import { ByteSink } from '../../formats/byte-sink.ts'
import type { Batch } from '../../model/batch.ts'
import type { TableName } from '../adapter.ts'
import { checkWidth } from '../width.ts'
import { quoteIdentifier, quoteTable } from './quote.ts'
import type { SqliteValue } from './value.ts'
import { type ValueReader, valueReader } from './value-reader.ts'

/** A run costs as much as about eight values, so a statement takes several rows; beyond these it gains nothing more. */
const VALUES_A_RUN = 120

/** A function that inserts a batch and answers its number of rows, by prepared statements. */
export function insertBatches(
  sqlite: Driver.Database,
  table: TableName,
  columns: readonly string[],
): (batch: Batch) => number {
  const sink = new ByteSink()
  const one = insertRows(sqlite, table, columns, 1)
  const group = rowsARun(sqlite, table, columns.length)
  let many: typeof one | undefined
  return (batch) => {
    checkWidth(table, columns, batch)
    const { length } = batch
    const readers = batch.columns.map((column) => valueReader(sink, batch, column))
    let row = 0
    if (group > 1 && group <= length) {
      many ??= insertRows(sqlite, table, columns, group)
      for (; row + group <= length; row += group) many(readers, row)
    }
    for (; row < length; row++) one(readers, row)
    return length
  }
}

/** Inserts as many rows by one statement, from a row on. */
function insertRows(sqlite: Driver.Database, table: TableName, columns: readonly string[], rows: number) {
  const width = columns.length
  const into = `insert into ${quoteTable(table)}`
  const places = `(${columns.map(() => '?').join(', ')})`
  const statement = sqlite.prepare<SqliteValue[]>(
    width === 0
      ? `${into} default values`
      : `${into} (${columns.map(quoteIdentifier).join(', ')}) values ${Array(rows).fill(places).join(', ')}`,
  )
  const values: SqliteValue[] = Array(rows * width).fill(null)
  return (readers: readonly ValueReader[], from: number): void => {
    for (let column = 0; column < width; column++) {
      const read = readers[column]!
      for (let row = 0; row < rows; row++) values[row * width + column] = read(from + row)
    }
    statement.run(...values)
  }
}

/** Keys are checked when a statement ends: one that refers to its own table must fail alike wherever a row stands. */
function rowsARun(sqlite: Driver.Database, { schema, name }: TableName, width: number): number {
  const refersToItself = sqlite.prepare('select 1 from pragma_foreign_key_list(?, ?) where "table" = ? collate nocase')
  if (width === 0 || refersToItself.get(name, schema ?? null, name) !== undefined) return 1
  return Math.max(1, Math.floor(VALUES_A_RUN / width))
}
