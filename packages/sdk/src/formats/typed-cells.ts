import type { Vector } from '../model/batch.ts'
import type { ByteCells } from './byte-cells.ts'
import { daysFromCivil } from './calendar-text.ts'
import type { CellsInstance } from './cells-instance.ts'

const MICROS_A_DAY = 86_400_000_000
const MINUS = 45
const PLUS = 43
const POINT = 46
const COLON = 58
const ZERO = 48
/** Digits that a double holds exactly, whatever they are. */
const MOST_DIGITS = 15

type Nulls = { readonly nulls?: Uint8Array | undefined }

/** What the usual spelling of a type says, read out of its bytes; undefined where a cell is spelled in another way. */
export const typedCells = { integer, decimal, date, timestamp } as const

/** Only digits, after a minus or without, and no needless zero. */
function integer(cells: ByteCells): Vector | undefined {
  const { bytes, starts, ends, stride, column, length, instance } = cells
  if (instance !== undefined) {
    if (instance.functions.decimal(column, stride, length) !== 0) return undefined
    return { type: 'int', length, values: doublesOf(instance, cells), ...nullsIn(cells) }
  }
  const values = cells.memory?.doubles(length) ?? new Float64Array(length)
  for (let row = 0, cell = column; row < length; row++, cell += stride) {
    const start = starts[cell]!
    if (start < 0) continue
    const end = ends[cell]!
    const negative = bytes[start] === MINUS
    const from = negative ? start + 1 : start
    if (end === from || end - from > MOST_DIGITS) return undefined
    let value = 0
    for (let at = from; at < end; at++) {
      const digit = bytes[at]! - ZERO
      if (digit < 0 || digit > 9) return undefined
      value = value * 10 + digit
    }
    values[row] = negative && value > 0 ? -value : value
  }
  return { type: 'int', length, values, ...nullsIn(cells) }
}

/** Digits with a point among them or without. */
function decimal(cells: ByteCells): Vector | undefined {
  const { bytes, starts, ends, stride, column, length, instance } = cells
  if (instance !== undefined) {
    const scale = instance.functions.decimal(column, stride, length)
    if (scale < 0) return undefined
    return { type: 'decimal', length, unscaled: doublesOf(instance, cells), scale, ...nullsIn(cells) }
  }
  const unscaled = cells.memory?.doubles(length) ?? new Float64Array(length)
  const scales = new Uint8Array(length)
  let scale = 0
  for (let row = 0, cell = column; row < length; row++, cell += stride) {
    const start = starts[cell]!
    if (start < 0) {
      unscaled[row] = 0
      continue
    }
    const end = ends[cell]!
    const negative = bytes[start] === MINUS
    const from = negative ? start + 1 : start
    let value = 0
    let point = -1
    for (let at = from; at < end; at++) {
      const digit = bytes[at]! - ZERO
      if (digit >= 0 && digit <= 9) value = value * 10 + digit
      else if (bytes[at] === POINT && point < 0 && at > from) point = at
      else return undefined
    }
    if (end - from > MOST_DIGITS || end === from || point === end - 1) return undefined
    const places = point < 0 ? 0 : end - 1 - point
    if (places > scale) scale = places
    scales[row] = places
    unscaled[row] = negative && value > 0 ? -value : value
  }
  for (let row = 0; row < length; row++) {
    if (scales[row] === scale) continue
    const scaled = unscaled[row]! * 10 ** (scale - scales[row]!)
    if (!Number.isSafeInteger(scaled)) return undefined
    unscaled[row] = scaled
  }
  return { type: 'decimal', length, unscaled, scale, ...nullsIn(cells) }
}

/** YYYY-MM-DD */
function date(cells: ByteCells): Vector | undefined {
  const { bytes, starts, ends, stride, column, length, instance } = cells
  const days = cells.memory?.integers(length) ?? new Int32Array(length)
  if (instance !== undefined) {
    if (instance.functions.date(column, stride, length) === 0) return undefined
    days.set(instance.low.subarray(0, length))
    return { type: 'date', length, days, ...nullsIn(cells) }
  }
  for (let row = 0, cell = column; row < length; row++, cell += stride) {
    const start = starts[cell]!
    if (start < 0) continue
    if (ends[cell]! - start !== 10) return undefined
    const day = dayAt(bytes, start)
    if (day === NO_DAY) return undefined
    days[row] = day
  }
  return { type: 'date', length, days, ...nullsIn(cells) }
}

/** YYYY-MM-DD HH:MM:SS, with a fraction or without, and Z or a zone of hours and minutes or none. */
function timestamp(cells: ByteCells, zoned: boolean): Vector | undefined {
  const { bytes, starts, ends, stride, column, length, instance } = cells
  if (instance !== undefined) {
    if (instance.functions.timestamp(column, stride, length) === 0) return undefined
    return { type: 'timestamp', length, micros: doublesOf(instance, cells), zoned, ...nullsIn(cells) }
  }
  const micros = cells.memory?.doubles(length) ?? new Float64Array(length)
  for (let row = 0, cell = column; row < length; row++, cell += stride) {
    const start = starts[cell]!
    if (start < 0) continue
    const value = momentAt(bytes, start, ends[cell]!)
    if (Number.isNaN(value)) return undefined
    micros[row] = value
  }
  return { type: 'timestamp', length, micros, zoned, ...nullsIn(cells) }
}

/** What the instance left, which others are to leave there next. */
function doublesOf(instance: CellsInstance, { memory, length }: ByteCells): Float64Array {
  const doubles = memory?.doubles(length) ?? new Float64Array(length)
  doubles.set(instance.doubles.subarray(0, length))
  return doubles
}

function nullsIn({ nulls }: ByteCells): Nulls {
  return nulls === undefined ? {} : { nulls }
}

/** So low that whatever is reckoned with it stays below 0. */
const NO_PAIR = -1e7

/** Two digits; NO_PAIR where there are none. */
function pairAt(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO
  const ones = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_PAIR
}

const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
/** The first day of each month from the year 1 to 9999, found when it is asked for. */
const firstDays = new Int32Array(10_000 * 12)
const isKnown = new Uint8Array(10_000 * 12)

function firstDayOf(year: number, month: number): number {
  const index = year * 12 + month - 1
  if (isKnown[index] === 0) {
    firstDays[index] = daysFromCivil(year, month, 1)
    isKnown[index] = 1
  }
  return firstDays[index]!
}

const NO_DAY = -0x80000000

function dayAt(bytes: Uint8Array, at: number): number {
  const year = pairAt(bytes, at) * 100 + pairAt(bytes, at + 2)
  const month = pairAt(bytes, at + 5)
  const day = pairAt(bytes, at + 8)
  if (bytes[at + 4] !== MINUS || bytes[at + 7] !== MINUS || month < 1 || month > 12 || day < 1) return NO_DAY
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  if (year < 1 || day > (month === 2 && !leap ? 28 : daysOfMonths[month - 1]!)) return NO_DAY
  return firstDayOf(year, month) + day - 1
}

/** NaN where it is spelled in another way. */
function momentAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 19 || (bytes[start + 10] !== 32 && bytes[start + 10] !== 84)) return Number.NaN
  const day = dayAt(bytes, start)
  const minute = pairAt(bytes, start + 14)
  const second = pairAt(bytes, start + 17)
  const seconds = (pairAt(bytes, start + 11) * 60 + minute) * 60 + second
  const fits = bytes[start + 13] === COLON && bytes[start + 16] === COLON && minute < 60 && second < 60
  if (day === NO_DAY || !fits || seconds < 0 || seconds >= 86_400) return Number.NaN
  let at = start + 19
  let fraction = 0
  if (at < end && bytes[at] === POINT) {
    let unit = 100_000
    for (at++; at < end && bytes[at]! >= ZERO && bytes[at]! <= 57; at++) {
      fraction += unit * (bytes[at]! - ZERO)
      unit = Math.trunc(unit / 10)
    }
    if (at === start + 20 || at > start + 29) return Number.NaN
  }
  const offset = at === end ? 0 : offsetAt(bytes, at, end)
  return day * MICROS_A_DAY + seconds * 1_000_000 + fraction - offset
}

function offsetAt(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === 90) return end === at + 1 ? 0 : Number.NaN
  if (bytes[at] !== PLUS && bytes[at] !== MINUS) return Number.NaN
  const minutes = pairAt(bytes, at + 1) * 60 + minutesOfOffset(bytes, at + 3, end)
  return minutes < 0 ? Number.NaN : (bytes[at] === MINUS ? -minutes : minutes) * 60_000_000
}

function minutesOfOffset(bytes: Uint8Array, at: number, end: number): number {
  if (at === end) return 0
  if (end - at === 2) return pairAt(bytes, at)
  return end - at === 3 && bytes[at] === COLON ? pairAt(bytes, at + 1) : NO_PAIR
}
