/**
 * The chance of `hits` or more among `drawn`, where of `drawn + others` in all `hits + otherHits` are hits: Fisher's exact
 * test that the drawn have more than their share.
 */
export function chanceOfAtLeast(hits: number, drawn: number, otherHits: number, others: number): number {
  if (hits === 0 || drawn === 0) return 1
  const all = drawn + others
  const allHits = hits + otherHits
  const most = Math.min(allHits, drawn)
  const outer = logChoose(all, drawn)
  let sum = 0
  for (let k = hits; k <= most; k++) {
    const term = Math.exp(logChoose(allHits, k) + logChoose(all - allHits, drawn - k) - outer)
    sum += term
    if (k > hits && term < sum * 1e-12) break
  }
  return Math.min(1, sum)
}

export function logChoose(n: number, k: number): number {
  return k < 0 || k > n ? Number.NEGATIVE_INFINITY : logFactorial(n) - logFactorial(k) - logFactorial(n - k)
}

/** Exact sums for the first, Stirling's series above: 1e-12 at the worst. */
function logFactorial(n: number): number {
  if (n < small.length) return small[n]!
  const x = n + 1
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + 1 / (12 * x) - 1 / (360 * x ** 3)
}

const small = (() => {
  const values = new Float64Array(128)
  for (let n = 2; n < values.length; n++) values[n] = values[n - 1]! + Math.log(n)
  return values
})()
