import type { Dictionary, Vector } from '../../model/batch.ts'
import { textColumn } from './text-column.ts'

/**
 * 64 bits for the canonical text of every value, so that equal values have equal hashes in whichever vector they come.
 * Two different texts of a million share one with a chance of 1 in 37 million, of a hundred million 1 in 3,700.
 */
export interface HashColumn {
  readonly low: Int32Array
  readonly high: Int32Array
}

const LOW = 0x9e3779b1 | 0
const HIGH = 0x85ebca6b | 0
const LOW_START = 0x2545f491
const HIGH_START = 0x6c078965

const known = new WeakMap<Vector, HashColumn>()
const ofDictionary = new WeakMap<Dictionary, HashColumn>()

export function hashColumn(vector: Vector): HashColumn {
  const made = known.get(vector) ?? make(vector)
  known.set(vector, made)
  return made
}

function make(vector: Vector): HashColumn {
  const { length } = vector
  const column = { low: new Int32Array(length), high: new Int32Array(length) }
  if (vector.type === 'pick') picked(vector.indices, hashesOfDictionary(vector.dictionary), column)
  else if (vector.type === 'int') hashIntegers(vector.values, column)
  else {
    const { words } = textColumn(vector)
    for (let row = 0; row < length; row++) hashText(words[row]!, column, row)
  }
  return column
}

function picked(indices: Int32Array, words: HashColumn, into: HashColumn): void {
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!
    into.low[row] = words.low[index]!
    into.high[row] = words.high[index]!
  }
}

function hashesOfDictionary(dictionary: Dictionary): HashColumn {
  const made = ofDictionary.get(dictionary) ?? hashBytes(dictionary)
  ofDictionary.set(dictionary, made)
  return made
}

function hashBytes({ bytes, offsets }: Dictionary): HashColumn {
  const length = offsets.length - 1
  const column = { low: new Int32Array(length), high: new Int32Array(length) }
  for (let word = 0; word < length; word++) {
    let low = LOW_START
    let high = HIGH_START
    const end = offsets[word + 1]!
    for (let at = offsets[word]!; at < end; at++) {
      const byte = bytes[at]!
      low = Math.imul(((low << 5) | (low >>> 27)) ^ byte, LOW)
      high = Math.imul(((high << 7) | (high >>> 25)) ^ byte, HIGH)
    }
    finish(low, high, column, word)
  }
  return column
}

/** Over the bytes of UTF-8, as those of a dictionary are hashed. */
export function hashText(text: string, into: HashColumn, at: number): void {
  let low = LOW_START
  let high = HIGH_START
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x80) {
      const { low: wideLow, high: wideHigh } = wide(text)
      finish(wideLow, wideHigh, into, at)
      return
    }
    low = Math.imul(((low << 5) | (low >>> 27)) ^ unit, LOW)
    high = Math.imul(((high << 7) | (high >>> 25)) ^ unit, HIGH)
  }
  finish(low, high, into, at)
}

const encoder = new TextEncoder()

function wide(text: string): { low: number; high: number } {
  let low = LOW_START
  let high = HIGH_START
  for (const byte of encoder.encode(text)) {
    low = Math.imul(((low << 5) | (low >>> 27)) ^ byte, LOW)
    high = Math.imul(((high << 7) | (high >>> 25)) ^ byte, HIGH)
  }
  return { low, high }
}

const digits = new Uint8Array(24)

/** The digits of a number, without making its text. */
function hashIntegers(values: Float64Array, into: HashColumn): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    let rest = Math.abs(value)
    if (rest > Number.MAX_SAFE_INTEGER) {
      hashText(String(value), into, row)
      continue
    }
    let low = LOW_START
    let high = HIGH_START
    if (value < 0) {
      low = Math.imul(((low << 5) | (low >>> 27)) ^ 45, LOW)
      high = Math.imul(((high << 7) | (high >>> 25)) ^ 45, HIGH)
    }
    let count = 0
    if (rest > 0x7fffffff) {
      while (rest > 0x7fffffff) {
        const next = Math.floor(rest / 10)
        digits[count++] = rest - next * 10 + 48
        rest = next
      }
    }
    let small = rest | 0
    do {
      const next = (small / 10) | 0
      digits[count++] = small - next * 10 + 48
      small = next
    } while (small > 0)
    while (count > 0) {
      const byte = digits[--count]!
      low = Math.imul(((low << 5) | (low >>> 27)) ^ byte, LOW)
      high = Math.imul(((high << 7) | (high >>> 25)) ^ byte, HIGH)
    }
    finish(low, high, into, row)
  }
}

/** Every bit of one half gets into the other. */
function finish(low: number, high: number, into: HashColumn, at: number): void {
  let a = low ^ (high >>> 15)
  let b = high ^ (low >>> 13)
  a = Math.imul(a ^ (a >>> 16), 0x7feb352d)
  b = Math.imul(b ^ (b >>> 15), 0x846ca68b)
  into.low[at] = a ^ (b >>> 14)
  into.high[at] = b ^ (a >>> 16)
}

/** The hashes of several columns as one: which column a value stands in counts. */
export function hashTuple(columns: readonly HashColumn[], length: number): HashColumn {
  const [only] = columns
  if (columns.length === 1 && only !== undefined) return only
  const tuple = { low: new Int32Array(length).fill(LOW_START), high: new Int32Array(length).fill(HIGH_START) }
  for (const column of columns) {
    for (let row = 0; row < length; row++) {
      const low = tuple.low[row]!
      const high = tuple.high[row]!
      const a = Math.imul(((low << 5) | (low >>> 27)) ^ column.low[row]!, LOW)
      const b = Math.imul(((high << 7) | (high >>> 25)) ^ column.high[row]!, HIGH)
      tuple.low[row] = a ^ (b >>> 15)
      tuple.high[row] = b ^ (a >>> 13)
    }
  }
  return tuple
}
