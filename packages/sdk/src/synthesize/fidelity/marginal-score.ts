import { type Stream, substream } from '../../random/stream.ts'
import type { Estimate } from '../fidelity-report.ts'
import { meanOf } from './compare-pairs.ts'
import { Draws } from './draws.ts'
import { estimateOf } from './estimate.ts'
import { ksComplement } from './formulas/ks-complement.ts'
import { tvComplement } from './formulas/tv-complement.ts'
import { type ComparedColumn, type ComparedEntity, isNumbers } from './table/compared-columns.ts'

/** Rows that a bootstrap draws of a side: above it, intervals are those of so many rows, which are wider. */
const mostDrawn = 20_000

/** The mean of the column shapes, as published, with an interval. Null where no column can be compared. */
export function marginalScore(
  { columns, rows }: ComparedEntity,
  { stream, replicates = 40 }: { readonly stream: Stream; readonly replicates?: number },
): Estimate | null {
  const value = meanOf(columns.map((column) => shape(column.real, column.synthetic, column)))
  if (value === null) return null
  const draws = new Draws(substream(stream, 'marginal'))
  const drawn = (all: number) => Int32Array.from({ length: Math.min(all, mostDrawn) }, () => draws.below(all))
  const again = Array.from({ length: replicates }, () => {
    const real = drawn(rows.real)
    const synthetic = drawn(rows.synthetic)
    const scores = columns.map((column) => shape(taken(column.real, real), taken(column.synthetic, synthetic), column))
    return meanOf(scores) ?? value
  })
  const { interval } = estimateOf(value, again)
  return { value, interval: [Math.max(0, interval[0]), Math.min(1, interval[1])] }
}

type Values = Float64Array | Int32Array

function shape(real: Values, synthetic: Values, column: ComparedColumn): number | null {
  if (real instanceof Float64Array && synthetic instanceof Float64Array) return ksComplement(real, synthetic)
  if (real instanceof Int32Array && synthetic instanceof Int32Array && !isNumbers(column))
    return tvComplement(real, synthetic, column.words.length)
  return null
}

function taken(values: Values, rows: Int32Array): Values {
  if (values instanceof Int32Array) return rows.map((row) => values[row]!)
  return Float64Array.from(rows, (row) => values[row]!)
}
