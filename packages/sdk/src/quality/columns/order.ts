import { type ByteCells, byteCellsOf } from '../../formats/byte-cells.ts'
import type { Vector } from '../../model/batch.ts'
import { parseTimestamp } from '../../model/calendar.ts'
import { compareText } from '../../model/expression/order.ts'
import type { FieldDefinition } from '../../model/schema.ts'
import { clockColumn, momentColumn } from './moment-column.ts'
import { marksOf, type NumberColumn, numberColumn, numberOfText } from './number-column.ts'
import { textColumn } from './text-column.ts'
import { NULL, PASS } from './verdict.ts'

/** As what values are compared. */
export type Order = 'number' | 'moment' | 'clock' | 'text'

/** Undefined where nothing says what a column holds: then its values themselves do. */
export function orderOfField(field: FieldDefinition | undefined): Order | undefined {
  return orderOfType(field?.type)
}

/** Undefined of a type whose values have no order here. */
export function orderOfType(type: FieldDefinition['type']): Order | undefined {
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return 'number'
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return 'moment'
    case 'time':
      return 'clock'
    case 'text':
    case 'uuid':
      return 'text'
    default:
      return undefined
  }
}

/** What the vector itself says. */
function orderOfVector({ type }: Vector): Order | undefined {
  switch (type) {
    case 'int':
    case 'float':
    case 'bigint':
    case 'decimal':
      return 'number'
    case 'date':
    case 'timestamp':
      return 'moment'
    case 'time':
      return 'clock'
    default:
      return undefined
  }
}

export function columnIn(order: Exclude<Order, 'text'>, vector: Vector): NumberColumn {
  switch (order) {
    case 'number':
      return numberColumn(vector)
    case 'moment':
      return momentColumn(vector)
    case 'clock':
      return clockColumn(vector)
  }
}

/**
 * Row by row which of two columns is greater: `signs` becomes negative, 0 or positive where `marks` becomes PASS; NULL,
 * FAIL and UNFIT say why there is no order. Of texts that nothing is known of, two numbers go as numbers, two moments
 * as moments, all else by code points.
 */
export function compareColumns(
  a: Vector,
  b: Vector,
  order: Order | undefined,
  signs: Int8Array,
  marks: Uint8Array,
): void {
  const native = orderOfVector(a)
  const as = order ?? (native === orderOfVector(b) ? native : undefined)
  if (as === undefined || as === 'text') compareTexts(a, b, as === 'text', signs, marks)
  else compareNumbers(columnIn(as, a), columnIn(as, b), a.length, signs, marks)
}

function compareNumbers(a: NumberColumn, b: NumberColumn, length: number, signs: Int8Array, marks: Uint8Array): void {
  for (let row = 0; row < length; row++) {
    const x = a.values[row]!
    const y = b.values[row]!
    const first = a.marks[row]!
    const second = b.marks[row]!
    marks[row] = first === NULL || second === NULL ? NULL : Math.max(first, second)
    // NaN is above all numbers, as in Postgres.
    signs[row] = x < y ? -1 : x > y ? 1 : x === y ? 0 : Number(Number.isNaN(x)) - Number(Number.isNaN(y))
  }
}

function compareTexts(a: Vector, b: Vector, plain: boolean, signs: Int8Array, marks: Uint8Array): void {
  const firstCells = plain ? byteCellsOf(a) : undefined
  const secondCells = plain ? byteCellsOf(b) : undefined
  if (firstCells !== undefined && secondCells !== undefined) {
    compareCells(firstCells, secondCells, signs, marks)
    return
  }
  const first = textColumn(a)
  const second = textColumn(b)
  const firstMarks = marksOf(a)
  const secondMarks = marksOf(b)
  for (let row = 0; row < a.length; row++) {
    const isNull = firstMarks[row] === NULL || secondMarks[row] === NULL
    marks[row] = isNull ? NULL : PASS
    if (isNull) continue
    const x = first.words[first.indices === undefined ? row : first.indices[row]!]!
    const y = second.words[second.indices === undefined ? row : second.indices[row]!]!
    signs[row] = Math.sign(plain ? compareText(x, y) : compareGuessed(x, y))
  }
}

/** Bytes of UTF-8 have the order of code points. */
function compareCells(a: ByteCells, b: ByteCells, signs: Int8Array, marks: Uint8Array): void {
  for (let row = 0; row < a.length; row++) {
    const cell = row * a.stride + a.column
    const other = row * b.stride + b.column
    let i = a.starts[cell]!
    let j = b.starts[other]!
    marks[row] = i < 0 || j < 0 ? NULL : PASS
    if (i < 0 || j < 0) continue
    const iEnd = a.ends[cell]!
    const jEnd = b.ends[other]!
    while (i < iEnd && j < jEnd && a.bytes[i] === b.bytes[j]) {
      i++
      j++
    }
    const x = i < iEnd ? a.bytes[i]! : -1
    const y = j < jEnd ? b.bytes[j]! : -1
    signs[row] = Math.sign(x - y)
  }
}

function compareGuessed(a: string, b: string): number {
  const difference = numberOfText(a) - numberOfText(b)
  if (!Number.isNaN(difference)) return difference
  const x = parseTimestamp(a)
  const y = x === undefined ? undefined : parseTimestamp(b)
  return x === undefined || y === undefined ? compareText(a, b) : x - y
}

/**
 * Where values stand among each other, as doubles: by the order that is known, or, of texts of which nothing is known,
 * numbers as numbers and moments as moments. A text that is neither has no place and is marked FAIL.
 */
export function placeColumn(vector: Vector, order: Order | undefined): NumberColumn {
  const known = order ?? orderOfVector(vector)
  if (known !== undefined && known !== 'text') return columnIn(known, vector)
  const numbers = numberColumn(vector)
  const moments = momentColumn(vector)
  const values = new Float64Array(vector.length)
  const marks = new Uint8Array(vector.length)
  for (let row = 0; row < vector.length; row++) {
    const isNumber = numbers.marks[row] === PASS
    values[row] = isNumber ? numbers.values[row]! : moments.values[row]!
    marks[row] = isNumber ? PASS : Math.min(moments.marks[row]!, numbers.marks[row]!)
  }
  return { values, marks }
}
