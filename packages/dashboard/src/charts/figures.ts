/** What a chart shows, so that it can be read as a table too. */
export interface TableOf {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** 0.9534 → 95.3 %. */
export function percentOf(value: number, digits = 1): string {
  return `${(value * 100).toFixed(digits)} %`
}

/** 1234567 → 1.2M: for axes, where room is short. */
export function shortNumber(value: number): string {
  return new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** Points of a line from left to right as a path, in a box; where there is no value the line has a gap. */
export function pathOf(
  values: readonly (number | null)[],
  { width, height, low, high }: { width: number; height: number; low: number; high: number },
): string {
  const x = (i: number) => (values.length === 1 ? width / 2 : (i / (values.length - 1)) * width)
  const y = (value: number) => (high === low ? height / 2 : height - ((value - low) / (high - low)) * height)
  let path = ''
  let drawing = false
  for (const [i, value] of values.entries()) {
    if (value === null) {
      drawing = false
      continue
    }
    path += `${drawing ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`
    drawing = true
  }
  return path
}

/** The least and the most that is shown, with some room, and never of no height. */
export function rangeOf(values: readonly (number | null)[], room = 0.08): { low: number; high: number } {
  const there = values.filter((value) => value !== null)
  if (there.length === 0) return { low: 0, high: 1 }
  const [low, high] = [Math.min(...there), Math.max(...there)]
  const margin = high === low ? Math.max(Math.abs(high) * 0.05, 0.01) : (high - low) * room
  return { low: low - margin, high: high + margin }
}
