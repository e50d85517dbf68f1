import type { Vector } from '../../model/batch.ts'
import { microsPerDay, parseTime, parseTimestamp } from '../../model/calendar.ts'
import { marksOf, type NumberColumn } from './number-column.ts'
import { textColumn } from './text-column.ts'
import { FAIL, NULL, PASS, UNFIT } from './verdict.ts'

const days = new WeakMap<Vector, NumberColumn>()
const clocks = new WeakMap<Vector, NumberColumn>()

/** A column as moments, microseconds since 1970; a date is its midnight. Texts in ISO 8601 count as moments. */
export function momentColumn(vector: Vector): NumberColumn {
  const made = days.get(vector) ?? make(vector)
  days.set(vector, made)
  return made
}

/** A column as times of day, microseconds since midnight. */
export function clockColumn(vector: Vector): NumberColumn {
  const made = clocks.get(vector) ?? ofTime(vector)
  clocks.set(vector, made)
  return made
}

function make(vector: Vector): NumberColumn {
  if (vector.type === 'timestamp') return { values: vector.micros, marks: marksOf(vector) }
  if (vector.type !== 'date') return parsed(vector, parseTimestamp)
  const values = new Float64Array(vector.length)
  for (let row = 0; row < vector.length; row++) values[row] = vector.days[row]! * microsPerDay
  return { values, marks: marksOf(vector) }
}

function ofTime(vector: Vector): NumberColumn {
  return vector.type === 'time' ? { values: vector.micros, marks: marksOf(vector) } : parsed(vector, parseTime)
}

function parsed(vector: Vector, parse: (text: string) => number | undefined): NumberColumn {
  const marks = marksOf(vector)
  const values = new Float64Array(vector.length)
  const isText = vector.type === 'text' || vector.type === 'pick' || vector.type === 'concat'
  const { words, indices } = isText || vector.type === 'json' ? textColumn(vector) : { words: [], indices: undefined }
  for (let row = 0; row < vector.length; row++) {
    if (marks[row] === NULL) continue
    if (!isText && (vector.type !== 'json' || typeof vector.values[row] !== 'string')) {
      const value = vector.type === 'json' ? vector.values[row] : undefined
      if (value instanceof Date) values[row] = value.getTime() * 1000
      else marks[row] = UNFIT
      continue
    }
    const value = parse(words[indices === undefined ? row : indices[row]!]!)
    marks[row] = value === undefined ? FAIL : PASS
    values[row] = value ?? 0
  }
  return { values, marks }
}
