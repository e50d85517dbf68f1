// What the clocks of a zone show, by Intl alone, and what day it is, by counting: nothing of the code that is judged.

export interface Segment {
  /** From then on. */
  readonly from: number
  readonly offsetMs: number
}

const dayMs = 86_400_000

/** How a zone differs from UTC, piece by piece, found by looking every day and halving where it changed: none changes twice in one. */
export function segmentsOf(zone: string, from: number, to: number): Segment[] {
  const offsetAt = offsetsOf(zone)
  const found: Segment[] = [{ from: Number.NEGATIVE_INFINITY, offsetMs: offsetAt(from) }]
  let before = offsetAt(from)
  for (let at = from; at < to; at += dayMs) {
    const after = offsetAt(at + dayMs)
    if (before === after) continue
    let [low, high] = [at, at + dayMs]
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000
      if (offsetAt(middle) === before) low = middle
      else high = middle
    }
    found.push({ from: high, offsetMs: after })
    before = after
  }
  return found
}

/** When the clocks first show it; where they never do, as if they had not been put forward yet. */
export function instantOf(
  segments: readonly Segment[],
  wallMs: number,
): { at: number; change: 'gap' | 'overlap' | null } {
  const shown = segments.flatMap(({ from, offsetMs }, i) => {
    const at = wallMs - offsetMs
    return at >= from && at < (segments[i + 1]?.from ?? Number.POSITIVE_INFINITY) ? [at] : []
  })
  if (shown.length > 0) return { at: Math.min(...shown), change: shown.length > 1 ? 'overlap' : null }
  const next = segments.findIndex(({ from, offsetMs }) => wallMs - offsetMs < from)
  return { at: wallMs - segments[next - 1]!.offsetMs, change: 'gap' }
}

export interface Days {
  readonly frequency: 'weekly' | 'biweekly' | 'monthly'
  readonly dayOfWeek?: number | undefined
  readonly dayOfMonth?: number | undefined
  readonly week?: number | 'last' | undefined
  readonly anchor?: string | undefined
}

/** The days of a rule, found by looking at every day there is: as the midnight of each in UTC. */
export function daysOf(rule: Days, from: number, to: number): number[] {
  const found: number[] = []
  for (let day = from; day <= to; day += dayMs) if (isIn(rule, day)) found.push(day)
  return found
}

function isIn({ frequency, dayOfWeek, dayOfMonth, week, anchor }: Days, day: number): boolean {
  const date = new Date(day)
  const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay()
  const [number, month] = [date.getUTCDate(), date.getUTCMonth()]
  const isLast = (days: number) => new Date(day + days * dayMs).getUTCMonth() !== month
  switch (frequency) {
    case 'weekly':
      return weekday === dayOfWeek
    case 'biweekly': {
      // Both weeks begin on a Monday; 1970-01-05 was one.
      const weekOf = (ms: number) => Math.floor((ms / dayMs - 4) / 7)
      return weekday === dayOfWeek && (weekOf(day) - weekOf(Date.parse(anchor ?? ''))) % 2 === 0
    }
    case 'monthly':
      if (dayOfMonth !== undefined) return number === dayOfMonth || (number < dayOfMonth && isLast(1))
      if (weekday !== dayOfWeek) return false
      return week === 'last' ? isLast(7) : Math.ceil(number / 7) === week
  }
}

/** Times of day that the clocks of this zone skip, and ones that come twice: the middle of each change, as HH:MM. */
export function changedTimes(segments: readonly Segment[]): { time: string; dayOfWeek: number }[] {
  const found = new Map<string, { time: string; dayOfWeek: number }>()
  for (const [i, { from, offsetMs }] of segments.entries()) {
    const before = segments[i - 1]
    if (!before) continue
    const middle = new Date(from + (before.offsetMs + offsetMs) / 2)
    const time = middle.toISOString().slice(11, 16)
    const dayOfWeek = middle.getUTCDay() === 0 ? 7 : middle.getUTCDay()
    found.set(`${time} ${dayOfWeek}`, { time, dayOfWeek })
  }
  return [...found.values()]
}

function offsetsOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (at) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
      format.format(at).match(/\d+/g) ?? []
    ).map(Number)
    return Date.UTC(year, month - 1, day, hour, minute, second) - at
  }
}
