import type { Vector } from '../../model/batch.ts'
import { textColumn } from './text-column.ts'
import { FAIL, NULL, PASS, UNFIT } from './verdict.ts'

/** A column as numbers. `marks` is PASS where there is one, FAIL at a text that is none, NULL, or UNFIT. */
export interface NumberColumn {
  readonly values: Float64Array
  readonly marks: Uint8Array
}

const known = new WeakMap<Vector, NumberColumn>()

/** Decimals and whole numbers beyond 2^53 as the double next to them; texts that are written as numbers count as numbers. */
export function numberColumn(vector: Vector): NumberColumn {
  const made = known.get(vector) ?? make(vector)
  known.set(vector, made)
  return made
}

const numeral = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** NaN where the text is no number. */
export function numberOfText(text: string): number {
  return numeral.test(text) ? Number(text) : Number.NaN
}

function make(vector: Vector): NumberColumn {
  const marks = marksOf(vector)
  const { length } = vector
  switch (vector.type) {
    case 'int':
    case 'float':
      return { values: vector.values, marks }
    case 'bigint':
      return { values: Float64Array.from(vector.values, Number), marks }
    case 'decimal': {
      const { unscaled, scale } = vector
      if (scale === 0) return { values: unscaled, marks }
      const unit = Number(`1e${scale}`)
      const values = new Float64Array(length)
      for (let row = 0; row < length; row++) values[row] = unscaled[row]! / unit
      return { values, marks }
    }
    case 'text':
    case 'pick':
    case 'concat':
      return ofTexts(vector, marks)
    case 'json': {
      const values = new Float64Array(length)
      for (let row = 0; row < length; row++) {
        const value = vector.values[row]
        if (marks[row] === NULL) continue
        values[row] = typeof value === 'string' ? numberOfText(value) : Number(value)
        if (typeof value === 'string') marks[row] = Number.isNaN(values[row]!) ? FAIL : PASS
        else if (typeof value !== 'number' && typeof value !== 'bigint') marks[row] = UNFIT
      }
      return { values, marks }
    }
    default:
      for (let row = 0; row < length; row++) if (marks[row] === PASS) marks[row] = UNFIT
      return { values: new Float64Array(length), marks }
  }
}

function ofTexts(vector: Vector, marks: Uint8Array): NumberColumn {
  const { words, indices } = textColumn(vector)
  const values = new Float64Array(vector.length)
  for (let row = 0; row < vector.length; row++) {
    if (marks[row] === NULL) continue
    const value = numberOfText(words[indices === undefined ? row : indices[row]!]!)
    values[row] = value
    if (Number.isNaN(value)) marks[row] = FAIL
  }
  return { values, marks }
}

/** NULL where a value is absent, PASS elsewhere. */
export function marksOf({ nulls, length }: Vector): Uint8Array {
  const marks = new Uint8Array(length)
  if (nulls !== undefined) for (let row = 0; row < length; row++) if (nulls[row] === 1) marks[row] = NULL
  return marks
}
