import { besideOf, cityOf } from '../../format/moments.ts'

/** Days of a calendar are texts such as 2026-11-29, Monday first: no clock and no zone moves them. */
export type Span = 'month' | 'week'

const dayMs = 86_400_000

/** Which day it is there at that moment. */
export function dayIn(at: Date, timeZone: string): string {
  return dayFormat(timeZone).format(at)
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && textOf(ms) === text
}

/** All days that are shown: of a month the whole weeks that it touches. */
export function daysOf(day: string, span: Span): string[] {
  if (span === 'week') return range(monday(day), 7)
  const first = `${day.slice(0, 7)}-01`
  const begin = monday(first)
  const last = later(stepped(first, 'month', 1), -1)
  return range(begin, Math.round((Date.parse(later(monday(last), 7)) - Date.parse(begin)) / dayMs))
}

/** The same place so many months or weeks on; of a month its first day, which every month has. */
export function stepped(day: string, span: Span, by: number): string {
  if (span === 'week') return later(day, 7 * by)
  const [year = 1970, month = 1] = day.split('-').map(Number)
  return textOf(Date.UTC(year, month - 1 + by, 1))
}

/** November 2026; 23 to 29 Nov 2026. */
export function titleOf(day: string, span: Span): string {
  if (span === 'month') return format({ month: 'long', year: 'numeric' }, day)
  const first = monday(day)
  const last = later(first, 6)
  const end = format({ day: 'numeric', month: 'short', year: 'numeric' }, last)
  if (first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8))} to ${end}`
  const year = first.slice(0, 4) === last.slice(0, 4) ? {} : ({ year: 'numeric' } as const)
  return `${format({ day: 'numeric', month: 'short', ...year }, first)} to ${end}`
}

/** Sunday 29 November. */
export function fullDay(day: string): string {
  return format({ weekday: 'long', day: 'numeric', month: 'long' }, day)
}

/** Mon. */
export function weekdayOf(day: string): string {
  return format({ weekday: 'short' }, day)
}

/** What to ask the server for: a day more at both ends, for no zone is further from UTC than that. */
export function boundsOf(days: readonly string[]): { readonly from: string; readonly to: string } {
  const today = textOf(Date.now())
  return { from: later(days[0] ?? today, -1), to: later(days.at(-1) ?? today, 2) }
}

/** What is on each day there, in the order in which it was given. */
export function placed<Entry extends { readonly occurrence: { readonly at: string } }>(
  entries: readonly Entry[],
  timeZone: string,
): ReadonlyMap<string, readonly Entry[]> {
  const format = dayFormat(timeZone)
  const found = new Map<string, Entry[]>()
  for (const entry of entries) {
    const day = format.format(new Date(entry.occurrence.at))
    const there = found.get(day)
    if (there) there.push(entry)
    else found.set(day, [entry])
  }
  return found
}

/** As `besideOf`, in little room: what another clock shows, with the weekday where it is another there. */
export function shortBeside(at: Date, here: string, there: string | undefined): string | undefined {
  if (there === undefined || besideOf(at, here, there) === undefined) return undefined
  const weekday = dayIn(at, here) === dayIn(at, there) ? {} : ({ weekday: 'short' } as const)
  const clock = { ...weekday, hour: '2-digit', minute: '2-digit', timeZone: there } as const
  return `${new Intl.DateTimeFormat('en-GB', clock).format(at).replace(', ', ' ')} in ${cityOf(there)}`
}

function monday(day: string): string {
  return later(day, -((new Date(day).getUTCDay() + 6) % 7))
}

function later(day: string, days: number): string {
  return textOf(Date.parse(day) + days * dayMs)
}

function range(from: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => later(from, i))
}

function textOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function format(options: Intl.DateTimeFormatOptions, day: string): string {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(day))
}

/** Sweden writes dates so. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', { timeZone })
}
