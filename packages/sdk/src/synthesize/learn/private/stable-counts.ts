import type { Noise } from './noise.ts'

/** A row that is replaced leaves one count and joins another. */
export const sensitivity = 2

/**
 * Noisy counts of values that nobody listed before: those that many rows have, above a threshold that a value of one row
 * passes with a chance of delta at most. (epsilon, delta)-differentially private, one row being in one count.
 */
export function stableCounts<Value>(
  counts: ReadonlyMap<Value, number>,
  { epsilon, delta }: { readonly epsilon: number; readonly delta: number },
  noise: Noise,
): Map<Value, number> {
  const threshold = 1 + (sensitivity * Math.log(1 / (2 * delta))) / epsilon
  const kept = new Map<Value, number>()
  for (const [value, count] of counts) {
    const noisy = count + noise.count(epsilon, sensitivity)
    if (noisy >= threshold) kept.set(value, noisy)
  }
  return kept
}
