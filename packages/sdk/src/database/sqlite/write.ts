import type Driver from 'better-sqlite3'
import { viewOf } from '../../formats/byte-sink.ts'
import { writeDate, writeTime, writeTimestamp } from '../../formats/calendar-text.ts'
import { listText } from '../../formats/column-writer.ts'
import { concatText } from '../../formats/concat-writer.ts'
import { powersOfTen, writeDecimal, writeUuid } from '../../formats/digits.ts'
import { jsonListText } from '../../formats/json-style.ts'
import { jsonText } from '../../formats/json-text.ts'
import type { Batch, Vector } from '../../model/batch.ts'
import type { TableName } from '../adapter.ts'
import { checkWidth } from '../width.ts'
import { quoteIdentifier, quoteTable } from './quote.ts'
import { type SqliteValue, sqliteNumber } from './value.ts'

/** A function that inserts a batch and answers its number of rows, by one prepared statement. */
export function insertBatches(
  sqlite: Driver.Database,
  table: TableName,
  columns: readonly string[],
): (batch: Batch) => number {
  const into = `insert into ${quoteTable(table)}`
  const places = columns.map(() => '?').join(', ')
  const statement = sqlite.prepare<[SqliteValue[]]>(
    columns.length === 0
      ? `${into} default values`
      : `${into} (${columns.map(quoteIdentifier).join(', ')}) values (${places})`,
  )
  return (batch) => {
    checkWidth(table, columns, batch)
    const readers = batch.columns.map(({ vector }) => valueReader(vector))
    const values: SqliteValue[] = new Array(readers.length)
    for (let row = 0; row < batch.length; row++) {
      for (let column = 0; column < readers.length; column++) values[column] = readers[column]!(row)
      statement.run(values)
    }
    return batch.length
  }
}

type ValueReader = (row: number) => SqliteValue

/**
 * How SQLite stores each type of vector: bool as 0 or 1; decimal as a number while 15 digits hold it, else as text; date,
 * time and timestamp as ISO text, as SQLite's own functions read it; uuid, JSON and lists as text; bytes as a blob.
 */
function valueReader(vector: Vector): ValueReader {
  const read = presentReader(vector)
  const { nulls } = vector
  return nulls === undefined ? read : (row) => (nulls[row] === 1 ? null : read(row))
}

const scratch = Buffer.allocUnsafe(128)
const view = viewOf(scratch)
const exactDigits = 1e15

function presentReader(vector: Vector): ValueReader {
  switch (vector.type) {
    case 'int':
      return (row) => sqliteNumber(vector.values[row]!)
    case 'float':
    case 'bigint':
    case 'text':
    case 'bytes':
      return (row) => vector.values[row]!
    case 'bool':
      return (row) => (vector.values[row] === 1 ? 1n : 0n)
    case 'decimal':
      return (row) => decimal(vector.unscaled[row]!, vector.scale)
    case 'date':
      return (row) => ascii(writeDate(view, 0, vector.days[row]!, 'sqlite'))
    case 'time':
      return (row) => ascii(writeTime(view, 0, vector.micros[row]!, 'sqlite'))
    case 'timestamp':
      return (row) => ascii(writeTimestamp(view, 0, vector.micros[row]!, vector.zoned, 'sqlite'))
    case 'uuid':
      return (row) => ascii(writeUuid(view, 0, vector.words, row))
    case 'pick':
      return (row) => vector.dictionary.words[vector.indices[row]!]!
    case 'concat':
      return (row) => concatText(vector, row)
    case 'json':
      return (row) => jsonText(vector.values[row])
    case 'list':
      return (row) => listText(vector, row, jsonListText)
  }
}

/** Whole numbers and powers of ten that a double holds exactly: their quotient is what the decimal's text reads as. */
function decimal(unscaled: number, scale: number): SqliteValue {
  const power = powersOfTen[scale]
  if (power !== undefined && Math.abs(unscaled) < exactDigits) return unscaled / power
  const text = ascii(writeDecimal(view, 0, unscaled, scale))
  return Math.abs(unscaled) < exactDigits ? Number(text) : text
}

function ascii(length: number): string {
  return scratch.toString('latin1', 0, length)
}
