import { exp, ln } from '../../random/exact-math.ts'
import { baseSum, onCurve } from '../base-sum.ts'
import type { Base } from '../data-patterns.ts'
import { leastSquares, meanOf, varianceOf } from './least-squares.ts'

export interface NumericPredictor {
  readonly name: string
  readonly values: Float64Array
}

export interface LevelPredictor {
  readonly name: string
  /** 0 null, from 1 the levels; -1 where nothing is known. */
  readonly levels: Int32Array
  readonly levelCount: number
}

export interface FoundBase {
  readonly base: Base
  /** What is left of the values, or what the base has to be multiplied by; NaN where the value is absent. */
  readonly rest: Float64Array
  /** The sum is one of whole multiples: the rest is on the grid of the values. */
  readonly whole: boolean
  /** Share of the variance that is left. */
  readonly left: number
}

/** A base has to explain this much, or the levels of the network say as much. */
const mostLeft = 0.12
const knots = 32
const rowsLooked = 20_000

/**
 * What others say of a number: a curve over one column, multiples of two more, and what is added at each level of columns
 * of categories. Undefined where that is too little.
 */
export function findBase(
  target: Float64Array,
  numeric: readonly NumericPredictor[],
  levels: readonly LevelPredictor[],
  rareBelow: number,
): FoundBase | undefined {
  const rows = chosenRows(target)
  if (rows.length < 20 * rareBelow || numeric.length === 0) return undefined
  const usable = numeric.filter(({ values }) => rows.every((row) => !Number.isNaN(values[row]!)))
  const y = pick(target, rows)
  const plain = explained(y, rows, usable, levels, rareBelow)
  const positive = y.every((value) => value > 0)
  const logs = positive
    ? explained(
        y.map((value) => ln(value)),
        rows,
        usable,
        levels,
        rareBelow,
      )
    : undefined
  const inLogs = logs !== undefined && (plain === undefined || logs.left < plain.left * 0.8)
  const best = inLogs ? logs : plain
  if (best === undefined || best.left > mostLeft) return undefined
  const base: Base = { ...best.base, ...(inLogs ? { scale: 'log' as const } : {}) }
  const sum = baseSum(
    base,
    new Map(usable.map(({ name, values }) => [name, values])),
    new Map(levels.map((one) => [one.name, one.levels])),
  )
  const rest = target.map((value, row) => {
    if (Number.isNaN(value)) return value
    const at = sum(row)
    return inLogs ? value / exp(at) : value - at
  })
  const whole =
    !inLogs &&
    best.base.terms.every((term) => 'factor' in term && Number.isInteger(term.factor)) &&
    (best.base.start ?? 0) === 0
  return { base, rest, whole, left: best.left }
}

interface Fit {
  readonly base: Base
  readonly left: number
}

function explained(
  y: Float64Array,
  rows: Int32Array,
  numeric: readonly NumericPredictor[],
  levels: readonly LevelPredictor[],
  rareBelow: number,
): Fit | undefined {
  const total = varianceOf(y)
  if (!(total > 0)) return undefined
  const xs = numeric.map(({ values }) => pick(values, rows))
  const sums = wholeSum(y, xs)
  if (sums) {
    const terms = sums.map((i) => ({ column: numeric[i]!.name, factor: 1 }))
    const rest = y.map((value, row) => value - sums.reduce((sum, i) => sum + xs[i]![row]!, 0))
    return { base: { terms }, left: trimmedVariance(rest) / trimmedVariance(y) }
  }
  const first = bestCurve(y, xs, rareBelow)
  if (first === undefined) return undefined
  const terms: Base['terms'] = []
  let rest = y
  let start = 0
  const curve = curveOf(xs[first]!, rest, rareBelow)
  const straight = leastSquares([xs[first]!], y)
  const bent = minus(y, xs[first]!, curve)
  const flat = straight && y.map((value, row) => value - straight[0]! - straight[1]! * xs[first]![row]!)
  if (flat && straight && trimmedVariance(flat) <= trimmedVariance(bent) * 1.05) {
    terms.push({ column: numeric[first]!.name, factor: rounded(straight[1]!) })
    start += straight[0]!
    rest = y.map((value, row) => value - straight[0]! - rounded(straight[1]!) * xs[first]![row]!)
  } else {
    terms.push({ column: numeric[first]!.name, curve })
    rest = bent
  }
  for (let more = 0; more < 2; more++) {
    const next = bestLine(
      rest,
      xs,
      terms.map(({ column }) => numeric.findIndex(({ name }) => name === column)),
    )
    if (next === undefined) break
    terms.push({ column: numeric[next.at]!.name, factor: next.factor })
    start += next.start
    rest = rest.map((value, row) => value - next.start - next.factor * xs[next.at]![row]!)
  }
  for (let more = 0; more < 3; more++) {
    const next = bestOffsets(
      rest,
      rows,
      levels.filter(({ name }) => !terms.some(({ column }) => column === name)),
      rareBelow,
    )
    if (next === undefined) break
    terms.push({ column: next.of.name, offsets: next.offsets })
    rest = rest.map((value, row) => value - (next.offsets[next.of.levels[rows[row]!]!] ?? 0))
  }
  return {
    base: { ...(start !== 0 ? { start: rounded(start) } : {}), terms },
    left: trimmedVariance(rest) / trimmedVariance(y),
  }
}

/** Columns that add up to nearly all of it, as the parts of a bill do. */
function wholeSum(y: Float64Array, xs: readonly Float64Array[]): number[] | undefined {
  const total = trimmedVariance(y)
  const chosen: number[] = []
  let rest = y
  for (;;) {
    let best: { at: number; left: number; rest: Float64Array } | undefined
    xs.forEach((x, at) => {
      if (chosen.includes(at)) return
      const next = rest.map((value, row) => value - x[row]!)
      const left = trimmedVariance(next)
      if (best === undefined || left < best.left) best = { at, left, rest: next }
    })
    if (best === undefined || best.left > trimmedVariance(rest) * 0.8) break
    chosen.push(best.at)
    rest = best.rest
  }
  // A sum of parts leaves few different rests; one column alone is a line, which fits better where it is one.
  if (chosen.length < 2) return undefined
  const few = new Set(Array.from(rest, (value) => Math.round(value * 1e4))).size
  return trimmedVariance(rest) < total * 0.01 && few < Math.max(20, y.length / 20) ? chosen : undefined
}

function bestCurve(y: Float64Array, xs: readonly Float64Array[], rareBelow: number): number | undefined {
  let best: { at: number; left: number } | undefined
  xs.forEach((x, at) => {
    const left = trimmedVariance(minus(y, x, curveOf(x, y, rareBelow)))
    if (best === undefined || left < best.left) best = { at, left }
  })
  return best?.at
}

function curveOf(x: Float64Array, y: Float64Array, rareBelow: number): [number, number][] {
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!)
  const enough = Math.max(4 * rareBelow, Math.ceil(order.length / knots))
  const curve: [number, number][] = []
  for (let from = 0; from < order.length; ) {
    let to = Math.min(order.length, from + enough)
    while (to < order.length && x[order[to]!] === x[order[to - 1]!]) to++
    if (order.length - to < enough / 2) to = order.length
    const part = order.subarray(from, to)
    const at = meanOf(Float64Array.from(part, (row) => x[row]!))
    const height = meanOf(Float64Array.from(part, (row) => y[row]!))
    if (curve.length === 0 || at > curve.at(-1)![0]) curve.push([rounded(at), rounded(height)])
    from = to
  }
  if (curve.length === 1) curve.push([curve[0]![0] + 1, curve[0]![1]])
  return curve
}

function minus(y: Float64Array, x: Float64Array, curve: readonly (readonly [number, number])[]): Float64Array {
  const xs = Float64Array.from(curve, ([at]) => at)
  const ys = Float64Array.from(curve, ([, height]) => height)
  return y.map((value, row) => value - onCurve(xs, ys, x[row]!))
}

/** Of the columns that are not there yet, the one whose multiple leaves the least, if that is worth it. */
function bestLine(
  rest: Float64Array,
  xs: readonly Float64Array[],
  without: readonly number[],
): { at: number; start: number; factor: number } | undefined {
  const before = trimmedVariance(rest)
  let best: { at: number; start: number; factor: number; left: number } | undefined
  xs.forEach((x, at) => {
    if (without.includes(at)) return
    const kept = withinFences(rest)
    const line = leastSquares([pick(x, kept)], pick(rest, kept))
    if (line === undefined) return
    const factor = rounded(line[1]!)
    const left = trimmedVariance(rest.map((value, row) => value - line[0]! - factor * x[row]!))
    if (left < before * 0.9 && (best === undefined || left < best.left)) best = { at, start: line[0]!, factor, left }
  })
  return best
}

function bestOffsets(
  rest: Float64Array,
  rows: Int32Array,
  levels: readonly LevelPredictor[],
  rareBelow: number,
): { of: LevelPredictor; offsets: number[] } | undefined {
  const before = trimmedVariance(rest)
  let best: { of: LevelPredictor; offsets: number[]; left: number } | undefined
  for (const of of levels) {
    if (of.levelCount > 64) continue
    const sums = new Float64Array(of.levelCount)
    const counts = new Float64Array(of.levelCount)
    rest.forEach((value, row) => {
      const level = of.levels[rows[row]!]!
      if (level < 0) return
      sums[level] = sums[level]! + value
      counts[level] = counts[level]! + 1
    })
    const offsets = Array.from(sums, (sum, level) =>
      counts[level]! >= 4 * rareBelow ? rounded(sum / counts[level]!) : 0,
    )
    const left = trimmedVariance(rest.map((value, row) => value - (offsets[of.levels[rows[row]!]!] ?? 0)))
    if (left < before * 0.93 && (best === undefined || left < best.left)) best = { of, offsets, left }
  }
  return best
}

/** Of the middle 99 %: what a few outliers do is no measure. */
function trimmedVariance(values: Float64Array): number {
  const sorted = values.slice().sort()
  const cut = Math.floor(sorted.length / 200)
  return varianceOf(sorted.subarray(cut, sorted.length - cut))
}

function withinFences(values: Float64Array): Int32Array {
  const sorted = values.slice().sort()
  const cut = Math.floor(sorted.length / 100)
  const [low, high] = [sorted[cut]!, sorted[sorted.length - 1 - cut]!]
  return Int32Array.from(values.keys()).filter((row) => values[row]! >= low && values[row]! <= high)
}

function chosenRows(target: Float64Array): Int32Array {
  const present = Int32Array.from(target.keys()).filter((row) => !Number.isNaN(target[row]!))
  if (present.length <= rowsLooked) return present
  const step = present.length / rowsLooked
  return Int32Array.from({ length: rowsLooked }, (_, i) => present[Math.floor(i * step)]!)
}

const pick = (values: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => values[row]!)

/** Six digits are enough, and make a file that can be read. */
function rounded(value: number): number {
  return Number(value.toPrecision(6))
}
