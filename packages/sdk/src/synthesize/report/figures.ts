import type { Estimate } from '../fidelity-report.ts'

const notMeasured = 'not measured'

export function share(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined ? notMeasured : value.toFixed(digits)
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(value > 0 && value < 0.1 ? 2 : 1)} %`
}

export function rangeOf({ interval: [low, high] }: Estimate): string {
  return `${share(low)} to ${share(high)}`
}

/** A number or a time of a distribution. */
export function edge(value: number, is: 'number' | 'time', step: number): string {
  if (is === 'number')
    return Math.abs(value) >= 1e15 ? value.toExponential(2) : value.toLocaleString('en', { maximumFractionDigits: 10 })
  const date = new Date(value / 1000)
  if (Number.isNaN(date.getTime())) return 'beyond the calendar'
  const text = date.toISOString()
  return step >= 86_400_000_000 ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ')
}
