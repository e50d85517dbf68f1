import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addMonths,
  civilDateOf,
  daysOf,
  formatDate,
  formatTime,
  formatTimestamp,
  parseDate,
  parseTime,
  parseTimestamp,
} from './calendar.ts'

/** What JavaScript's own calendar can show. */
const someDay = fc.integer({ min: -100_000_000, max: 100_000_000 })

test('days and dates are those of the calendar that JavaScript has', () => {
  fc.assert(
    fc.property(someDay, (days) => {
      const date = new Date(days * 86_400_000)
      const expected = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
      expect(civilDateOf(days)).toEqual(expected)
      expect(daysOf(expected)).toBe(days)
    }),
  )
})

test('months and days beyond their ends are carried over', () => {
  expect(daysOf({ year: 2024, month: 14, day: 1 })).toBe(daysOf({ year: 2025, month: 2, day: 1 }))
  expect(daysOf({ year: 2024, month: 0, day: 31 })).toBe(daysOf({ year: 2023, month: 12, day: 31 }))
  expect(formatDate(addMonths(daysOf({ year: 2024, month: 1, day: 31 }), 1))).toBe('2024-02-29')
  expect(formatDate(addMonths(daysOf({ year: 2024, month: 3, day: 31 }), -13))).toBe('2023-02-28')
})

test('what is written out reads back', () => {
  const someTime = fc.integer({ min: 0, max: 86_399_999_999 })
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), someTime, fc.boolean(), (days, micros, zoned) => {
      expect(parseDate(formatDate(days))).toBe(days)
      expect(parseTime(formatTime(micros))).toBe(micros)
      const moment = days * 86_400_000_000 + micros
      expect(parseTimestamp(formatTimestamp(moment, zoned), zoned)).toBe(moment)
    }),
  )
})

test('texts are read as ISO 8601 and as databases write them', () => {
  const noon = Date.UTC(2024, 1, 29, 12) * 1000
  for (const text of [
    '2024-02-29T12:00:00Z',
    '2024-02-29 12:00:00+00',
    '2024-02-29 14:00:00+02:00',
    '2024-02-29T06:30-0530',
    ' 2024-02-29 12:00 ',
  ])
    expect(parseTimestamp(text), text).toBe(noon)
  expect(parseTimestamp('2024-02-29 14:00:00+02:00', false)).toBe(noon + 7_200_000_000)
  expect(parseDate('infinity')).toBe(Number.POSITIVE_INFINITY)
  expect(parseDate('2024-02-29 12:00:00')).toBe(Date.UTC(2024, 1, 29) / 86_400_000)
  for (const text of [
    '2023-02-29',
    '2024-13-01',
    '2024-00-01',
    '2024-02-29x',
    '2024-02-29 25:00',
    '29.02.2024',
    '',
    'soon',
  ])
    expect([parseDate(text), parseTimestamp(text)], text).toEqual([undefined, undefined])
  expect(['24:00:00', '24:00:01', '12:60', '12'].map(parseTime)).toEqual([
    86_400_000_000,
    undefined,
    undefined,
    undefined,
  ])
})
