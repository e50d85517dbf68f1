import { existsSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedTimes, type Days, daysOf, instantOf, type Segment, segmentsOf } from '../../test/zone-oracle.ts'
import { nextOccurrence, occurrencesAfter, occurrencesBetween, previewOf } from './occurrences.ts'
import { parseRecurrence, type Recurrence } from './recurrence.ts'

/** All zones and 21 years of them, or a few and years enough for two of 53 weeks. */
const isAll = process.env.UNDERSTUDY_ZONES === 'all'
const lastDay = isAll ? '2040-12-31' : '2026-12-31'
const [begin, end] = [Date.parse('2020-01-01T00:00:00Z'), Date.parse(`${lastDay}T00:00:00Z`)]
const dayMs = 86_400_000
const now = new Date('2026-01-02T03:04:05Z')
const few = [
  'America/New_York',
  'Europe/Berlin',
  'Europe/Dublin',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/Santiago',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Asia/Gaza',
  'America/Nuuk',
  'UTC',
]
/** Every name that this process knows: those of the IANA, and others that the system has for the same zones. */
function everyZone(): string[] {
  const folder = '/usr/share/zoneinfo'
  const links = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  const named = links.filter((name) => /^[A-Z]/.test(name) && isZone(name))
  return [...new Set([...few, ...Intl.supportedValuesOf('timeZone'), ...named])]
}
const zones = isAll ? everyZone() : few

/** Three frequencies at each time of day that is of interest in the zone, with the days on which the clocks change. */
function rulesFor(zone: string, segments: readonly Segment[]): (Days & { timeOfDay: string; timezone: string })[] {
  const changed = changedTimes(segments)
  const times = [{ time: '03:17', dayOfWeek: 3 }, { time: '00:00', dayOfWeek: 7 }, ...changed.slice(0, 4)]
  return times.flatMap(({ time, dayOfWeek }, i) => {
    const at = { timeOfDay: time, timezone: zone }
    return [
      { frequency: 'weekly', dayOfWeek, ...at } as const,
      { frequency: 'biweekly', dayOfWeek, anchor: i % 2 === 0 ? '2020-12-31' : '2026-01-06', ...at } as const,
      {
        frequency: 'monthly',
        ...(i % 2 === 0 ? { dayOfMonth: 31 - i } : { dayOfWeek, week: 'last' as const }),
        ...at,
      } as const,
    ]
  })
}

describe('when a recurrence occurs, against clocks that are looked at one by one', () => {
  test.each(zones)(`from 2020 to ${lastDay} in %s: once in each period, at its time or as the clocks allow`, (zone) => {
    const segments = segmentsOf(zone, begin - 5 * dayMs, end + 5 * dayMs)
    for (const rule of rulesFor(zone, segments)) {
      const [hour = 0, minute = 0] = rule.timeOfDay.split(':').map(Number)
      const days = daysOf(rule, begin, end)
      const wanted = days.map((day) => {
        const wall = day + (hour * 60 + minute) * 60_000
        const { at, change } = instantOf(segments, wall)
        return `${new Date(at).toISOString()} ${new Date(wall).toISOString().slice(0, 16)} ${change}`
      })
      const recurrence = parseRecurrence({ ...rule, from: '2020-01-01', until: lastDay } as Recurrence, now)
      const found = [...occurrencesAfter(recurrence, { at: new Date(0) })]
      expect(found.map(({ at, planned, change }) => `${at} ${planned} ${change}`)).toEqual(wanted)
      // What the clocks show is what was asked for, or what it was moved to.
      const odd = found.filter(({ at, local, planned, change, note, offset }) => {
        const shown = Date.parse(`${local}Z`) - Date.parse(at) === offsetMs(offset)
        const right = change === 'gap' ? local > planned : local.slice(0, 16) === planned
        return !shown || !right || (note === null) !== (change === null)
      })
      expect(odd).toEqual([])
    }
  })

  test.each([
    ['a gap of an hour', 'America/New_York', 7, '02:30', '2026-03-07T12:00:00Z', '2026-03-08T07:30:00.000Z', 'gap'],
    ['the first of two', 'America/New_York', 7, '01:30', '2026-10-31T12:00:00Z', '2026-11-01T05:30:00.000Z', 'overlap'],
    [
      'a gap of half an hour',
      'Australia/Lord_Howe',
      7,
      '02:15',
      '2026-10-03T00:00:00Z',
      '2026-10-03T15:45:00.000Z',
      'gap',
    ],
    [
      'a day that a zone left out',
      'Pacific/Apia',
      5,
      '09:00',
      '2011-12-29T00:00:00Z',
      '2011-12-30T19:00:00.000Z',
      'gap',
    ],
  ])('%s', (_what, timezone, dayOfWeek, timeOfDay, after, at, change) => {
    const recurrence = parseRecurrence({ frequency: 'weekly', dayOfWeek, timeOfDay, timezone }, now)
    expect(nextOccurrence(recurrence, { at: new Date(after) })).toMatchObject({ at, change })
  })

  test('who asks during the second pass of an hour is told of the next week', () => {
    const recurrence = parseRecurrence(
      { frequency: 'weekly', dayOfWeek: 7, timeOfDay: '01:30', timezone: 'America/New_York' },
      now,
    )
    for (const after of ['2026-11-01T05:30:00Z', '2026-11-01T06:00:00Z', '2026-11-01T06:30:00Z']) {
      expect(nextOccurrence(recurrence, { at: new Date(after) })?.at).toBe('2026-11-08T06:30:00.000Z')
    }
  })

  test('every other week stays so over years of 53 weeks', () => {
    const recurrence = parseRecurrence(
      { frequency: 'biweekly', dayOfWeek: 4, anchor: '2026-12-17', timeOfDay: '06:00', timezone: 'UTC' },
      now,
    )
    expect(
      previewOf(recurrence, new Date('2026-12-16T00:00:00Z'), 4).map(({ planned }) => planned.slice(0, 10)),
    ).toEqual(['2026-12-17', '2026-12-31', '2027-01-14', '2027-01-28'])
  })

  test('where the rules of a zone have moved what was done already, it is not done again', () => {
    const recurrence = parseRecurrence({ frequency: 'weekly', dayOfWeek: 1, timeOfDay: '02:00', timezone: 'UTC' }, now)
    const [first, second] = previewOf(recurrence, now, 2)
    // It was done an hour early by what was known of the zone then.
    const early = new Date(Date.parse(first!.at) - 3_600_000)
    expect(nextOccurrence(recurrence, { at: early })?.at).toBe(first!.at)
    expect(nextOccurrence(recurrence, { at: early, planned: first!.planned })?.at).toBe(second!.at)
  })
})

const anyRecurrence = fc
  .record({
    rule: fc.oneof(
      fc.record({ frequency: fc.constant('weekly' as const), dayOfWeek: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ frequency: fc.constant('biweekly' as const), dayOfWeek: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ frequency: fc.constant('monthly' as const), dayOfMonth: fc.integer({ min: 1, max: 31 }) }),
      fc.record({
        frequency: fc.constant('monthly' as const),
        dayOfWeek: fc.integer({ min: 1, max: 7 }),
        week: fc.constantFrom(1, 2, 3, 4, 'last' as const),
      }),
    ),
    minutes: fc.integer({ min: 0, max: 1439 }),
    timezone: fc.constantFrom(...few),
  })
  .map(({ rule, minutes, timezone }) => {
    const timeOfDay = new Date(minutes * 60_000).toISOString().slice(11, 16)
    return parseRecurrence({ ...rule, timeOfDay, timezone }, now)
  })
const anyTime = fc.date({ min: new Date(begin), max: new Date(end), noInvalidDate: true })

describe('whatever the recurrence', () => {
  test('what comes next is later, and nothing is between', () => {
    fc.assert(
      fc.property(anyRecurrence, anyTime, (recurrence, after) => {
        const next = nextOccurrence(recurrence, { at: after })!
        expect(Date.parse(next.at)).toBeGreaterThan(after.getTime())
        const between = new Date(after.getTime() + (Date.parse(next.at) - after.getTime()) / 2)
        expect(nextOccurrence(recurrence, { at: between })).toEqual(next)
        expect(nextOccurrence(recurrence, { at: new Date(Date.parse(next.at) - 1) })).toEqual(next)
      }),
      { numRuns: 200 },
    )
  })

  test('going on after each one is the same as asking for all, and no two are of one period', () => {
    fc.assert(
      fc.property(anyRecurrence, anyTime, (recurrence, after) => {
        const all = previewOf(recurrence, after, 8)
        let at = after
        for (const one of all) {
          expect(nextOccurrence(recurrence, { at })).toEqual(one)
          at = new Date(one.at)
        }
        expect(occurrencesBetween(recurrence, { at: after }, at, 100)).toEqual(all)
        const days = all.map(({ planned }) => Date.parse(`${planned}Z`))
        const least = { weekly: 7, biweekly: 14, monthly: 28 }[recurrence.frequency]
        for (const [i, day] of days.slice(1).entries()) {
          expect(day - days[i]!).toBeGreaterThanOrEqual((recurrence.dayOfMonth === undefined ? least : 28) * dayMs)
        }
        if (recurrence.frequency === 'monthly') {
          expect(new Set(all.map(({ planned }) => planned.slice(0, 7))).size).toBe(8)
        }
      }),
      { numRuns: 200 },
    )
  })
})

function offsetMs(offset: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(offset) ?? []
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch (thrown) {
    if (thrown instanceof RangeError) return false
    throw thrown
  }
}
