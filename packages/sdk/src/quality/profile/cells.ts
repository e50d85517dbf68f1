import { concatText } from '../../formats/concat-writer.ts'
import { powersOfTen } from '../../formats/digits.ts'
import { valueReader } from '../../formats/row-objects.ts'
import type { Vector } from '../../model/batch.ts'
import { canonicalJson } from '../../model/expression/order.ts'
import type { FieldType } from '../../model/schema.ts'
import { bigintsAsText } from './bigints-as-text.ts'
import { hashOfNumber, hashOfText, hashOfWords } from './cell-hash.ts'

/** How a profile reads a vector. Rows that hold no value are not to be asked for. */
export interface Cells {
  readonly type: FieldType
  readonly nulls: Uint8Array | undefined
  /** Equal values have equal hashes, whatever vector they stand in: 1 as int, as bigint, as decimal and as float. */
  hash(row: number): number
  /** Of numbers, dates in days, times and timestamps in microseconds; undefined where the values are none such. */
  readonly number: ((row: number) => number) | undefined
  /** Of texts. */
  readonly text: ((row: number) => string) | undefined
  /** The value as a list of values of a rule has it. */
  value(row: number): string | number | boolean
}

export function cellsOf(vector: Vector): Cells {
  const { nulls } = vector
  switch (vector.type) {
    case 'int':
    case 'float': {
      const { values } = vector
      return numbers(nulls, vector.type === 'int' ? 'integer' : 'float', (row) => values[row]!)
    }
    case 'bigint': {
      const { values } = vector
      const hash = (row: number) => {
        const value = values[row]!
        const number = Number(value)
        return Number.isSafeInteger(number)
          ? hashOfNumber(number)
          : hashOfWords(Number(value >> 32n), Number(BigInt.asIntN(32, value)))
      }
      return { ...numbers(nulls, 'integer', (row) => Number(values[row]!)), hash }
    }
    case 'decimal': {
      const { unscaled, scale } = vector
      return numbers(nulls, 'decimal', (row) => unscaled[row]! / (powersOfTen[scale] ?? 10 ** scale))
    }
    case 'date': {
      const { days } = vector
      return { ...numbers(nulls, 'date', (row) => days[row]!), value: asText(vector) }
    }
    case 'time': {
      const { micros } = vector
      return { ...numbers(nulls, 'time', (row) => micros[row]!), value: asText(vector) }
    }
    case 'timestamp': {
      const { micros, zoned } = vector
      return {
        ...numbers(nulls, zoned ? 'timestamptz' : 'timestamp', (row) => micros[row]!),
        value: asText(vector),
      }
    }
    case 'bool': {
      const { values } = vector
      return others(
        nulls,
        'boolean',
        (row) => hashOfNumber(values[row]!),
        (row) => values[row] === 1,
      )
    }
    case 'uuid': {
      const { words } = vector
      const hash = (row: number) => {
        const at = row * 4
        return hashOfWords(hashOfWords(words[at]!, words[at + 1]!), hashOfWords(words[at + 2]!, words[at + 3]!))
      }
      return others(nulls, 'uuid', hash, asText(vector))
    }
    case 'text': {
      const { values } = vector
      return texts(nulls, (row) => values[row]!)
    }
    case 'pick': {
      const { indices, dictionary } = vector
      const hashes = dictionary.words.length <= indices.length ? dictionary.words.map(hashOfText) : undefined
      const text = (row: number) => dictionary.words[indices[row]!]!
      const cells = texts(nulls, text)
      return hashes === undefined ? cells : { ...cells, hash: (row) => hashes[indices[row]!]! }
    }
    case 'concat':
      return texts(nulls, (row) => concatText(vector, row))
    case 'bytes': {
      const text = (row: number) => Buffer.from(vector.values[row]!).toString('hex')
      return others(nulls, 'bytes', (row) => hashOfText(text(row)), text)
    }
    case 'json': {
      const text = (row: number) => canonicalJson(vector.values[row])
      return others(nulls, 'json', (row) => hashOfText(text(row)), text)
    }
    case 'list': {
      const read = valueReader(vector)
      const text = (row: number) => String(JSON.stringify(read(row), bigintsAsText))
      return others(nulls, 'list', (row) => hashOfText(text(row)), text)
    }
  }
}

function numbers(nulls: Uint8Array | undefined, type: FieldType, number: (row: number) => number): Cells {
  return { type, nulls, hash: (row) => hashOfNumber(number(row)), number, text: undefined, value: number }
}

function texts(nulls: Uint8Array | undefined, text: (row: number) => string): Cells {
  return { type: 'text', nulls, hash: (row) => hashOfText(text(row)), number: undefined, text, value: text }
}

function others(
  nulls: Uint8Array | undefined,
  type: FieldType,
  hash: Cells['hash'],
  value: (row: number) => string | boolean,
): Cells {
  return { type, nulls, hash, number: undefined, text: undefined, value }
}

function asText(vector: Vector): (row: number) => string {
  const read = valueReader(vector)
  return (row) => {
    const value = read(row)
    return value instanceof Date ? value.toISOString() : String(value)
  }
}
