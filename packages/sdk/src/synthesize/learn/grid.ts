/** What all values are multiples of; undefined where they have too many digits behind the point to be counted. */
export interface Grid {
  readonly decimals: number
  /** step = unit / 10^decimals. */
  readonly step: number
}

const mostDecimals = 6

/** `sorted` ascends. */
export function gridOf(distinct: ArrayLike<number>): Grid | undefined {
  let decimals = 0
  for (let i = 0; i < distinct.length; i++) {
    const value = distinct[i]!
    while (!hasDecimals(value, decimals)) if (++decimals > mostDecimals) return undefined
  }
  const unit = 10 ** decimals
  let common = 0
  for (let i = 0; i < distinct.length; i++) {
    const whole = Math.abs(Math.round(distinct[i]! * unit))
    if (!Number.isSafeInteger(whole)) return undefined
    common = greatest(common, whole)
    if (common === 1) break
  }
  return { decimals, step: (common === 0 ? 1 : common) / unit }
}

function hasDecimals(value: number, decimals: number): boolean {
  const unit = 10 ** decimals
  return Math.round(value * unit) / unit === value
}

function greatest(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
