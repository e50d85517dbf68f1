import { below, fraction } from '../random/draw.ts'
import { type Rows, type Stream, word } from '../random/stream.ts'

/** One word after the other for a value that is put together step by step: a function of (stream, row, step). */
export interface Draws {
  below(size: number): number
  /** From low to high, both included. */
  between(low: number, high: number): number
  fraction(): number
  pick<T>(list: readonly T[]): T
}

/** The draws of each row in turn, through one object that is moved on. */
export function mapRows<Value>(
  stream: Stream,
  rows: Rows,
  make: (draws: Draws, row: number, i: number) => Value,
): Value[] {
  let row = 0
  let step = 0
  const next = () => word(stream, row, step++, rows.attempt)
  const draws: Draws = {
    below: (size) => below(next(), size),
    between: (low, high) => low + below(next(), high - low + 1),
    fraction: () => fraction(next(), next()),
    pick: (list) => list[below(next(), list.length)]!,
  }
  return Array.from({ length: rows.length }, (_, i) => {
    row = rows.numbers[i]!
    step = 0
    return make(draws, row, i)
  })
}
