import type { Base } from './data-patterns.ts'

/** The base of a row, before it is added or multiplied. Levels that say nothing add nothing. */
export function baseSum(
  base: Base,
  numbers: ReadonlyMap<string, Float64Array>,
  levels: ReadonlyMap<string, ArrayLike<number>>,
): (row: number) => number {
  const parts = base.terms.map((term): ((row: number) => number) => {
    if ('offsets' in term) {
      const of = levels.get(term.column)!
      const { offsets } = term
      return (row) => offsets[of[row]!] ?? 0
    }
    const of = numbers.get(term.column)!
    if ('factor' in term) return (row) => term.factor * of[row]!
    const xs = Float64Array.from(term.curve, ([x]) => x)
    const ys = Float64Array.from(term.curve, ([, height]) => height)
    return (row) => onCurve(xs, ys, of[row]!)
  })
  const start = base.start ?? 0
  return (row) => {
    let sum = start
    for (const part of parts) sum += part(row)
    return sum
  }
}

/** Straight between the knots, level beyond them. */
export function onCurve(xs: Float64Array, ys: Float64Array, x: number): number {
  let low = 0
  let high = xs.length - 1
  if (x <= xs[0]!) return ys[0]!
  if (x >= xs[high]!) return ys[high]!
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (xs[middle]! <= x) low = middle
    else high = middle
  }
  return ys[low]! + ((ys[high]! - ys[low]!) * (x - xs[low]!)) / (xs[high]! - xs[low]!)
}
