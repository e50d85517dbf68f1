import { type ByteCells, byteCellsOf } from '../../formats/byte-cells.ts'
import type { Dictionary, Vector } from '../../model/batch.ts'
import { HIGH, HIGH_START, LAST_HIGH, LAST_LOW, LOW, LOW_START, MOST_DIGITS } from './hash-numbers.ts'
import { textColumn } from './text-column.ts'

/**
 * 64 bits for the canonical text of every value, so that equal values have equal keys in whichever vector they come. A
 * whole number of up to 15 digits is its own key; of other texts, two different ones among a million share a key with a
 * chance of 1 in 37 million, among a hundred million of 1 in 3,700.
 */
export interface HashColumn {
  readonly low: Int32Array
  readonly high: Int32Array
}

const MINUS = 45
const ZERO = 48

const known = new WeakMap<Vector, HashColumn>()
const ofDictionary = new WeakMap<Dictionary, HashColumn>()

export function hashColumn(vector: Vector): HashColumn {
  const made = known.get(vector) ?? make(vector)
  known.set(vector, made)
  return made
}

function make(vector: Vector): HashColumn {
  const { length } = vector
  const cells = byteCellsOf(vector)
  const list = () => cells?.memory?.integers(length) ?? new Int32Array(length)
  const column = { low: list(), high: list() }
  if (cells !== undefined) hashCells(cells, column)
  else if (vector.type === 'pick') picked(vector.indices, hashesOfDictionary(vector.dictionary), column)
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
  const made = ofDictionary.get(dictionary) ?? hashDictionary(dictionary)
  ofDictionary.set(dictionary, made)
  return made
}

function hashDictionary({ bytes, offsets }: Dictionary): HashColumn {
  const length = offsets.length - 1
  const column = { low: new Int32Array(length), high: new Int32Array(length) }
  for (let word = 0; word < length; word++) hashBytes(bytes, offsets[word]!, offsets[word + 1]!, column, word)
  return column
}

function hashCells({ bytes, starts, ends, stride, column, length, instance }: ByteCells, into: HashColumn): void {
  if (instance !== undefined) {
    instance.functions.hash(column, stride, length)
    into.low.set(instance.low.subarray(0, length))
    into.high.set(instance.high.subarray(0, length))
    return
  }
  for (let row = 0, cell = column; row < length; row++, cell += stride) {
    if (starts[cell]! >= 0) hashBytes(bytes, starts[cell]!, ends[cell]!, into, row)
  }
}

function hashBytes(bytes: Uint8Array, start: number, end: number, into: HashColumn, at: number): void {
  const number = numberIn(bytes, start, end)
  if (!Number.isNaN(number)) {
    putNumber(number, into, at)
    return
  }
  // Four bytes at a time, the last four once more where they are not all read; the length tells which were.
  let low = LOW_START ^ (end - start)
  let high = HIGH_START ^ (end - start)
  let i = start
  while (i < end) {
    let four: number
    if (end - start >= 4) {
      if (i + 4 > end) i = end - 4
      four = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
      i += 4
    } else four = bytes[i++]!
    low = Math.imul(((low << 5) | (low >>> 27)) ^ four, LOW)
    high = Math.imul(((high << 7) | (high >>> 25)) ^ four, HIGH)
  }
  finish(low, high, into, at)
}

const encoder = new TextEncoder()
let scratch = new Uint8Array(256)

/** Over the bytes of UTF-8. */
export function hashText(text: string, into: HashColumn, at: number): void {
  if (text.length * 3 > scratch.length) scratch = new Uint8Array(text.length * 3)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x80) {
      hashBytes(scratch, 0, encoder.encodeInto(text, scratch).written, into, at)
      return
    }
    scratch[i] = unit
  }
  hashBytes(scratch, 0, text.length, into, at)
}

/** The whole number that the bytes are the canonical text of; NaN where they are not. */
function numberIn(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS
  const from = negative ? start + 1 : start
  if (from >= end || end - from > MOST_DIGITS) return Number.NaN
  if (bytes[from] === ZERO && (negative || end - from > 1)) return Number.NaN
  let value = 0
  for (let i = from; i < end; i++) {
    const digit = bytes[i]! - ZERO
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return negative ? -value : value
}

function hashIntegers(values: Float64Array, into: HashColumn): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (Math.abs(value) < 1e15) putNumber(value, into, row)
    else hashText(String(value), into, row)
  }
}

/** What no other text is likely to have stands in the high half of small numbers. */
function putNumber(value: number, into: HashColumn, at: number): void {
  const top = Math.floor(value / 0x100000000)
  into.low[at] = value - top * 0x100000000
  into.high[at] = top ^ HIGH_START
}

/** Every bit of one half gets into the other. */
function finish(low: number, high: number, into: HashColumn, at: number): void {
  let a = low ^ (high >>> 15)
  let b = high ^ (low >>> 13)
  a = Math.imul(a ^ (a >>> 16), LAST_LOW)
  b = Math.imul(b ^ (b >>> 15), LAST_HIGH)
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
      finish(a ^ (b >>> 15), b ^ (a >>> 13), tuple, row)
    }
  }
  return tuple
}
