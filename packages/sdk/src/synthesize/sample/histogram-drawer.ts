import { type Rows, type Stream, words } from '../../random/stream.ts'
import type { Histogram } from '../data-patterns.ts'
import { levelTables } from './level-tables.ts'

export interface HistogramDrawer {
  /** Without null. */
  readonly levels: number
  /** Cells of each level, from 1: first and one past the last. */
  readonly starts: Int32Array
  /** A value for each row by its level; NaN for level 0. */
  draw(levels: Int32Array, rows: Rows, stream: Stream): Float64Array
}

/** Which cell of the level, then where in the cell: uniform, on the grid where there is one. */
export function histogramDrawer({ cells, levels: sizes = cells.map(() => 1), step }: Histogram): HistogramDrawer {
  const starts = new Int32Array(sizes.length + 2)
  sizes.forEach((size, level) => {
    starts[level + 2] = starts[level + 1]! + size
  })
  const widest = Math.max(...sizes)
  const tables = levelTables(
    [
      [1],
      ...sizes.map((size, level) =>
        cells.slice(starts[level + 1]!, starts[level + 1]! + size).map(([, , weight]) => weight),
      ),
    ],
    widest,
  )
  const lows = Float64Array.from(cells, ([low]) => low)
  const widths = Float64Array.from(cells, ([low, high]) => high - low)
  const unit = step === undefined ? undefined : unitOf(step)
  const whole = unit === undefined || step === undefined ? 0 : Math.round(step * unit)
  const first = Float64Array.from(lows, (low) => (unit === undefined ? 0 : Math.round((low * unit) / whole)))
  const places = Float64Array.from(cells, ([, high], i) =>
    unit === undefined ? 0 : Math.round((high * unit) / whole) - first[i]! + 1,
  )
  return {
    levels: sizes.length,
    starts,
    draw(levels, rows, stream) {
      const which = words(stream, rows, 1)
      const where = words(stream, rows, 2)
      const out = new Float64Array(rows.length)
      for (let i = 0; i < out.length; i++) {
        const level = levels[i]!
        if (level === 0) {
          out[i] = Number.NaN
          continue
        }
        const cell = starts[level]! + tables.draw(level, which[i]!)
        const share = where[i]! / 4294967296
        out[i] =
          unit === undefined
            ? lows[cell]! + share * widths[cell]!
            : ((first[cell]! + Math.floor(share * places[cell]!)) * whole) / unit
      }
      return out
    },
  }
}

/** The power of ten that makes the step whole. */
function unitOf(step: number): number {
  let unit = 1
  while (unit < 1e6 && Math.abs(Math.round(step * unit) / unit - step) > step * 1e-9) unit *= 10
  return unit
}
