import type { Estimate } from '../../fidelity-report.ts'

/** How often an attack succeeds, and half the width of its 95 % interval. */
export interface Rate {
  readonly value: number
  readonly reach: number
}

const z = 1.959964

/** Wilson's: of few trials it is never 0 or 1. `variance` is that of one trial, where a trial is not a yes or no. */
export function rateOf(hits: number, n: number, variance = n === 0 ? 0 : (hits * (n - hits)) / (n * n)): Rate {
  return {
    value: (hits + (z * z) / 2) / (n + z * z),
    reach: (z / (n + z * z)) * Math.sqrt(variance * n + (z * z) / 4),
  }
}

/**
 * What an attack gains from the training rows alone: (attack − control) / (1 − control), where the control is the same
 * attack on rows that nobody learned from. All of it is clipped to 0 … 1; the errors of both rates are propagated.
 */
export function riskOf(attack: Rate, control: Rate): Estimate {
  const room = 1 - control.value
  const value = (attack.value - control.value) / room
  const reach = Math.hypot(attack.reach / room, ((1 - attack.value) / room ** 2) * control.reach)
  const clipped = (risk: number) => Math.min(1, Math.max(0, risk))
  return { value: clipped(value), interval: [clipped(value - reach), clipped(value + reach)] }
}
