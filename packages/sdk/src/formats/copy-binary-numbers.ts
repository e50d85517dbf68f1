import type { Vector } from '../model/batch.ts'
import { type ByteSink, OVERRUN, viewOf } from './byte-sink.ts'
import { halves } from './column-writer.ts'
import { concatText } from './concat-writer.ts'
import { bounds, writeFloat, writeInt64 } from './digits.ts'
import { numericBound, writeNumeric, writeNumericText } from './numeric-binary.ts'
import { type ValueWriter, withStatement } from './pieces.ts'
import { Unwritable } from './unwritable.ts'

/** Writes a field of binary COPY, its length before it. */
export interface FieldWriter {
  /** Bytes that `write` needs without reserving them itself. */
  readonly bound: number
  readonly write: ValueWriter
}

export function wrongVector(vector: Vector): never {
  throw new Unwritable(`${vector.type} values do not fit this type`)
}

/** The values of any vector of numbers, or truth values as 1 and 0. */
export function numbers(vector: Vector): (row: number) => number {
  switch (vector.type) {
    case 'int':
    case 'float':
    case 'bool': {
      const { values } = vector
      return (row) => values[row]!
    }
    case 'bigint': {
      const { values } = vector
      return (row) => Number(values[row]!)
    }
    case 'decimal': {
      const { unscaled, scale } = vector
      const power = Number(`1e${scale}`)
      return (row) => unscaled[row]! / power
    }
    default:
      return wrongVector(vector)
  }
}

/** Whole numbers, refused outside of the range of their type. */
export function wholeNumbers(
  vector: Vector,
  least: number,
  most: number,
  databaseType: string,
): (row: number) => number {
  const read = numbers(vector)
  return (row) => {
    const value = read(row)
    if (value >= least && value <= most) return value
    throw new Unwritable(`a number is outside of the range of ${databaseType}`)
  }
}

/** Any numbers as numeric. */
export function numericWriter(sink: ByteSink, vector: Vector): FieldWriter {
  switch (vector.type) {
    case 'decimal': {
      const { unscaled, scale } = vector
      const write: ValueWriter = (row, at) => writeNumeric(sink, at, unscaled[row]!, scale)
      // Beyond 12 digits it may have the sink grow, which a statement must not.
      return {
        bound: numericBound,
        write: scale > 12 ? write : withStatement('binaryNumeric', [unscaled, scale], write),
      }
    }
    case 'int': {
      const { values } = vector
      const write: ValueWriter = (row, at) => writeNumeric(sink, at, values[row]!, 0)
      return { bound: numericBound, write: withStatement('binaryNumeric', [values, 0], write) }
    }
    default: {
      const read = numberText(vector)
      return { bound: numericBound, write: (row, at) => writeNumericText(sink, at, read(row)) }
    }
  }
}

function numberText(vector: Vector): (row: number) => string {
  const scratch = Buffer.alloc(bounds.float + OVERRUN)
  const view = viewOf(scratch)
  switch (vector.type) {
    case 'bigint': {
      const { words, high, low } = halves(vector.values)
      return (row) => {
        return scratch.toString('latin1', 0, writeInt64(view, 0, words[row * 2 + high]!, words[row * 2 + low]!))
      }
    }
    case 'float': {
      const { values } = vector
      return (row) => {
        const value = values[row]!
        return Number.isFinite(value) ? scratch.toString('latin1', 0, writeFloat(view, 0, value)) : String(value)
      }
    }
    case 'text': {
      const { values } = vector
      return (row) => values[row]!
    }
    case 'pick': {
      const { indices, dictionary } = vector
      return (row) => dictionary.words[indices[row]!]!
    }
    case 'concat':
      return (row) => concatText(vector, row)
    default:
      return wrongVector(vector)
  }
}
