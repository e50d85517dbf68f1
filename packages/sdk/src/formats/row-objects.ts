/**
 * Rows as JavaScript objects, the edge of the API.
 *
 * int → number · bigint → bigint where it is beyond 2^53, else number · float → number
 * decimal → number where the number, written shortest, has the same digits; else a string with all of them
 * bool → boolean · date → 'YYYY-MM-DD' · time → 'HH:MM:SS[.fff[fff]]'
 * timestamp → Date where zoned (microseconds are cut to milliseconds), else 'YYYY-MM-DDTHH:MM:SS[.fff[fff]]'
 * uuid, pick, concat, text → string · bytes → Uint8Array · json → its value · list → array · absent → null
 */
import type { Batch, Vector } from '../model/batch.ts'
import { viewOf } from './byte-sink.ts'
import { writeDate, writeTime, writeTimestamp } from './calendar-text.ts'
import { concatText } from './concat-writer.ts'
import { powersOfTen, writeDecimal, writeUuid } from './digits.ts'

/** Reads the value of one row of a vector. */
export type ValueReader = (row: number) => unknown

const scratch = Buffer.alloc(128)
const view = viewOf(scratch)
const scratchText = (end: number) => scratch.toString('latin1', 0, end)

/** The value of a row of a vector. For many rows of one vector, `valueReader` once is cheaper. */
export function valueAt(vector: Vector, row: number): unknown {
  return valueReader(vector)(row)
}

export function valueReader(vector: Vector): ValueReader {
  const read = presentReader(vector)
  const { nulls } = vector
  return nulls === undefined ? read : (row) => (nulls[row] === 1 ? null : read(row))
}

function presentReader(vector: Vector): ValueReader {
  switch (vector.type) {
    case 'int':
    case 'float':
    case 'text':
    case 'bytes':
    case 'json': {
      const { values } = vector
      return (row) => values[row]
    }
    case 'bigint': {
      const { values } = vector
      return (row) => {
        const value = Number(values[row]!)
        return Number.isSafeInteger(value) ? value : values[row]!
      }
    }
    case 'decimal': {
      const { unscaled, scale } = vector
      return (row) => decimalValue(unscaled[row]!, scale)
    }
    case 'bool': {
      const { values } = vector
      return (row) => values[row] !== 0
    }
    case 'date': {
      const { days } = vector
      return (row) => scratchText(writeDate(view, 0, days[row]!, 'iso'))
    }
    case 'time': {
      const { micros } = vector
      return (row) => scratchText(writeTime(view, 0, micros[row]!, 'iso'))
    }
    case 'timestamp': {
      const { micros, zoned } = vector
      if (zoned) return (row) => new Date(Math.floor(micros[row]! / 1000))
      return (row) => scratchText(writeTimestamp(view, 0, micros[row]!, false, 'iso'))
    }
    case 'uuid': {
      const { words } = vector
      return (row) => scratchText(writeUuid(view, 0, words, row))
    }
    case 'pick': {
      const { indices, dictionary } = vector
      const { words } = dictionary
      return (row) => words[indices[row]!]!
    }
    case 'concat':
      return (row) => concatText(vector, row)
    case 'list': {
      const { values } = vector
      return (row) => {
        const elements = values[row]!
        return Array.from({ length: elements.length }, (_, i) => valueReader(elements)(i))
      }
    }
  }
}

function decimalValue(unscaled: number, scale: number): number | string {
  if (scale <= 22) {
    const value = unscaled / powersOfTen[scale]!
    // No two decimals of at most 15 digits share a double, so such a one is the shortest text of its own.
    if (unscaled > -1e15 && unscaled < 1e15) return value
    if (scaledDigits(value, scale) === BigInt(unscaled)) return value
  }
  return writtenDecimal(unscaled, scale)
}

function writtenDecimal(unscaled: number, scale: number): string {
  const bytes = Buffer.alloc(32 + scale)
  return bytes.toString('latin1', 0, writeDecimal(viewOf(bytes), 0, unscaled, scale))
}

/** The shortest text of a number as a whole count of 10^-scale; undefined where it has other digits. */
function scaledDigits(value: number, scale: number): bigint | undefined {
  const found = /^(-?\d+)(?:\.(\d+))?$/.exec(String(value))
  if (found === null) return undefined
  const [, whole = '', fraction = ''] = found
  return fraction.length > scale ? undefined : BigInt(whole + fraction.padEnd(scale, '0'))
}

/** All rows of a batch as objects of one shape, their columns in order. Any name becomes a property of its own. */
export function rowsOf(batch: Batch): Record<string, unknown>[] {
  const template = Object.fromEntries(batch.columns.map(({ name }) => [name, null]))
  const rows: Record<string, unknown>[] = new Array(batch.length)
  for (let row = 0; row < batch.length; row++) rows[row] = { ...template }
  for (const { name, vector } of batch.columns) fill(rows, name, valueReader(vector))
  return rows
}

/** The template has made every name an own property already, so that even `__proto__` is only assigned to. */
function fill(rows: Record<string, unknown>[], name: string, read: ValueReader): void {
  for (let row = 0; row < rows.length; row++) rows[row]![name] = read(row)
}
