/** Sum with the lost digits carried along (Neumaier): the order of the values hardly counts. */
export function sumOf(values: Float64Array): number {
  let sum = 0
  let lost = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return Number.isFinite(sum) ? sum + lost : sum
}

/** The sum of the powers of the distances from a middle. */
export function centralSum(values: Float64Array, middle: number, power: 2 | 3 | 4): number {
  return sumOf(values.map((value) => (value - middle) ** power))
}

/** The mean and the deviation of a sample, by n − 1. */
export function spreadOf(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = sumOf(values) / values.length
  return { mean, deviation: Math.sqrt(centralSum(values, mean, 2) / (values.length - 1)) }
}

/** Between the two nearest of sorted values, as percentile_cont has it. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const low = sorted[below]!
  return low + (place - below) * ((sorted[below + 1] ?? low) - low)
}
