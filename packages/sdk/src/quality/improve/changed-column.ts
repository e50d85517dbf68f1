import { batchOf } from '../../formats/batch-of-rows.ts'
import { valueReader } from '../../formats/row-objects.ts'
import { patchVector, takeVector } from '../../generate/patch.ts'
import type { TextVector, Vector } from '../../model/batch.ts'
import { textColumn } from '../columns/text-column.ts'

export function withNulls(vector: Vector, rows: readonly number[]): Vector {
  const nulls = vector.nulls === undefined ? new Uint8Array(vector.length) : vector.nulls.slice()
  for (const row of rows) nulls[row] = 1
  return { ...vector, nulls }
}

/** Other texts instead of those that are there; values that are no text stay. */
export function withTexts(vector: Vector, change: (text: string) => string): Vector {
  if (vector.type === 'json') {
    return { ...vector, values: vector.values.map((value) => (typeof value === 'string' ? change(value) : value)) }
  }
  return isText(vector) ? changedText(vector, change) : vector
}

/** Other values in some rows. The column keeps its type where it can hold them. */
export function withValues(
  vector: Vector,
  rows: readonly number[],
  changed: (value: unknown, row: number) => unknown,
): Vector {
  if (rows.length === 0) return vector
  const read = valueReader(vector)
  const patch = columnOf(rows.map((row) => changed(read(row), row)))
  const whole = isText(vector) ? changedText(vector) : vector
  if (patch.type === whole.type && patch.type !== 'decimal') return patchVector(whole, rows, patch)
  const values = Array.from({ length: vector.length }, (_, row) => read(row))
  for (const row of rows) values[row] = changed(values[row], row)
  return columnOf(values)
}

/** Two columns whose values are exchanged in some rows. */
export function exchanged(one: Vector, other: Vector, rows: readonly number[]): readonly [Vector, Vector] {
  if (rows.length === 0) return [one, other]
  if (isText(one) && isText(other)) return swapped(changedText(one), changedText(other), rows)
  const isAlike =
    one.type === other.type &&
    (one.type !== 'decimal' || other.type !== 'decimal' || one.scale === other.scale) &&
    (one.type !== 'timestamp' || other.type !== 'timestamp' || one.zoned === other.zoned)
  if (isAlike) return swapped(one, other, rows)
  const [first, second] = [valueReader(one), valueReader(other)]
  return [withRead(one, rows, second), withRead(other, rows, first)]
}

function swapped(one: Vector, other: Vector, rows: readonly number[]): readonly [Vector, Vector] {
  return [patchVector(one, rows, takeVector(other, rows)), patchVector(other, rows, takeVector(one, rows))]
}

function withRead(vector: Vector, rows: readonly number[], read: (row: number) => unknown): Vector {
  const own = valueReader(vector)
  const values = Array.from({ length: vector.length }, (_, row) => own(row))
  for (const row of rows) values[row] = read(row)
  return columnOf(values)
}

type AnyText = Extract<Vector, { readonly type: 'text' | 'pick' | 'concat' }>

function isText(vector: Vector): vector is AnyText {
  return vector.type === 'text' || vector.type === 'pick' || vector.type === 'concat'
}

function changedText(vector: AnyText, change: (text: string) => string = (text) => text): TextVector {
  const { words, indices } = textColumn(vector)
  const changed = words.map(change)
  const values = indices === undefined ? changed : Array.from(indices, (index) => changed[index] ?? '')
  return { type: 'text', length: vector.length, nulls: vector.nulls, values }
}

const name = 'value'

function columnOf(values: readonly unknown[]): Vector {
  const rows = values.map((value) => ({ [name]: value }))
  const [column] = batchOf('column', rows, [{ name }]).columns
  if (column === undefined) throw new Error('A batch of one column has one')
  return column.vector
}
