type Row = Readonly<Record<string, unknown>>

/**
 * How much of a field's statistics a mask leaves, from 0 to 1. Of numbers: how far the mean and the spread have moved,
 * against the range that there was. Of all else: how alike the shares are that the most frequent value, the second, and
 * so on, have of the rows; 1 less half the sum of their differences.
 */
export function statisticalAccuracy(before: readonly Row[], after: readonly Row[], field: string): number {
  const [old, now] = [present(before, field), present(after, field)]
  if (old.length === 0) return 1
  if (old.every(isNumber) && now.every(isNumber)) return ofNumbers(old, now)
  const [first, second] = [shares(old), shares(now)]
  const most = Math.max(first.length, second.length)
  let apart = 0
  for (let i = 0; i < most; i++) apart += Math.abs((first[i] ?? 0) - (second[i] ?? 0))
  return 1 - apart / 2
}

function present(rows: readonly Row[], field: string): unknown[] {
  return rows.flatMap((row) =>
    Object.hasOwn(row, field) && row[field] !== null && row[field] !== undefined ? [row[field]] : [],
  )
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function ofNumbers(old: readonly (number | bigint)[], now: readonly (number | bigint)[]): number {
  const [before, after] = [moments(old), moments(now)]
  const range = before.range === 0 ? 1 : before.range
  const moved = Math.max(Math.abs(after.mean - before.mean), Math.abs(after.spread - before.spread))
  return Math.max(0, 1 - moved / range)
}

function moments(values: readonly (number | bigint)[]) {
  const numbers = values.map(Number)
  const mean = numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length)
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, numbers.length)
  const [low, high] = numbers.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [numbers[0] ?? 0, numbers[0] ?? 0],
  )
  return { mean, spread: Math.sqrt(variance), range: high - low }
}

function shares(values: readonly unknown[]): number[] {
  const counts = new Map<string, number>()
  for (const value of values) {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts.values()].sort((a, b) => b - a).map((count) => count / values.length)
}
