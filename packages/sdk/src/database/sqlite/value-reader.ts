import { type ByteSink, viewOf } from '../../formats/byte-sink.ts'
import { listText } from '../../formats/column-writer.ts'
import { powersOfTen, writeDecimal } from '../../formats/digits.ts'
import { jsonListText } from '../../formats/json-style.ts'
import { jsonText } from '../../formats/json-text.ts'
import type { Batch, Column } from '../../model/batch.ts'
import { textReader } from './text-reader.ts'
import { type SqliteValue, sqliteNumber } from './value.ts'

export type ValueReader = (row: number) => SqliteValue

/**
 * How SQLite stores each type of vector: bool as 0 or 1; decimal as a number while 15 digits hold it, else as text; date,
 * time and timestamp as ISO text, as SQLite's own functions read it; uuid, JSON and lists as text; bytes as a blob.
 */
export function valueReader(sink: ByteSink, batch: Batch, column: Column): ValueReader {
  const read = presentReader(sink, batch, column)
  const { nulls } = column.vector
  return nulls === undefined ? read : (row) => (nulls[row] === 1 ? null : read(row))
}

function presentReader(sink: ByteSink, batch: Batch, column: Column): ValueReader {
  const { vector } = column
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
    case 'time':
    case 'timestamp':
    case 'uuid':
    case 'concat':
      return textReader(sink, batch, column)
    case 'pick':
      return (row) => vector.dictionary.words[vector.indices[row]!]!
    case 'json':
      return (row) => jsonText(vector.values[row])
    case 'list':
      return (row) => listText(vector, row, jsonListText)
  }
}

const scratch = Buffer.allocUnsafe(128)
const view = viewOf(scratch)
const exactDigits = 1e15

/** Whole numbers and powers of ten that a double holds exactly: their quotient is what the decimal's text reads as. */
function decimal(unscaled: number, scale: number): SqliteValue {
  const power = powersOfTen[scale]
  if (power !== undefined && Math.abs(unscaled) < exactDigits) return unscaled / power
  const text = scratch.toString('latin1', 0, writeDecimal(view, 0, unscaled, scale))
  return Math.abs(unscaled) < exactDigits ? Number(text) : text
}
