import type { Estimate } from '../fidelity-report.ts'

/**
 * A figure with the middle 95 % of what a bootstrap gave. The spread is the bootstrap's, the place the figure's own:
 * rows that are taken twice shift such figures, and the interval would miss what it is of.
 */
export function estimateOf(value: number, replicates: readonly number[]): Estimate {
  const sorted = [...replicates].sort((a, b) => a - b)
  const middle = sorted.reduce((sum, one) => sum + one, 0) / Math.max(1, sorted.length)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? value
  return { value, interval: [value + (at(0.025) - middle), value + (at(0.975) - middle)] }
}
