const z = 1.959963984540054

/** Wilson's 95 % interval of a share: where the true one lies, by so many successes of n. n is above 0. */
export function wilson(successes: number, n: number): { readonly low: number; readonly high: number } {
  const share = successes / n
  const denominator = 1 + (z * z) / n
  const middle = (share + (z * z) / (2 * n)) / denominator
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / denominator
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
