import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyRuns } from '../../test/property-runs.ts'
import { viewOf } from './byte-sink.ts'
import { parseDate, parseTime, parseTimestamp } from './calendar-parse.ts'
import {
  type CalendarStyle,
  calendarBound,
  civilFromDays,
  daysFromCivil,
  daysInfinity,
  writeDate,
  writeTime,
  writeTimestamp,
} from './calendar-text.ts'

const bytes = Buffer.alloc(64)
const view = viewOf(bytes)
const text = (end: number) => {
  expect(end).toBeLessThanOrEqual(calendarBound)
  return bytes.toString('latin1', 0, end)
}

/** Days that Date knows. */
const someDay = fc.integer({ min: -100_000_000, max: 100_000_000 })
const styles: readonly CalendarStyle[] = ['iso', 'postgres', 'sqlite']

test('dates are those of Date, for 270,000 years to both sides', () => {
  fc.assert(
    fc.property(someDay, (days) => {
      const date = new Date(days * 86_400_000)
      expect(text(writeDate(view, 0, days, 'iso'))).toBe(date.toISOString().replace(/T.*/, ''))
      expect(civilFromDays(days)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      })
    }),
    { numRuns: propertyRuns(2000) },
  )
})

test('every day of 800 years around ours is written right', () => {
  for (let days = -146097; days < 146097; days++) {
    const expected = new Date(days * 86_400_000).toISOString().slice(0, 10)
    if (text(writeDate(view, 0, days, 'iso')) !== expected) expect(days).toBe(expected)
  }
})

test('a date that was written is read back, in every style and at every edge', () => {
  const day = fc.oneof(
    fc.integer({ min: -0x80000000, max: 0x7fffffff }),
    fc.constantFrom(daysInfinity.after, daysInfinity.before, -719162, -719163, -719528, -719529, 2932896, 2932897),
  )
  fc.assert(
    fc.property(day, fc.constantFrom(...styles), (days, style) => {
      expect(parseDate(text(writeDate(view, 0, days, style)))).toBe(days)
    }),
    { numRuns: propertyRuns(2000) },
  )
  fc.assert(
    fc.property(day, (days) => {
      const { year, month, day: dayOfMonth } = civilFromDays(days)
      expect(daysFromCivil(year, month, dayOfMonth)).toBe(days)
    }),
  )
})

test('Postgres writes years before Christ and beyond 9999 its own way', () => {
  expect(text(writeDate(view, 0, daysFromCivil(0, 12, 31), 'postgres'))).toBe('0001-12-31 BC')
  expect(text(writeDate(view, 0, daysFromCivil(-43, 3, 15), 'postgres'))).toBe('0044-03-15 BC')
  expect(text(writeDate(view, 0, daysFromCivil(12345, 1, 2), 'postgres'))).toBe('12345-01-02')
  expect(text(writeTimestamp(view, 0, daysFromCivil(0, 1, 1) * 86_400_000_000, true, 'postgres'))).toBe(
    '0001-01-01 00:00:00+00 BC',
  )
})

const someMicros = fc.maxSafeInteger()

test('timestamps that were written are read back, in every style', () => {
  fc.assert(
    fc.property(someMicros, fc.boolean(), fc.constantFrom(...styles), (micros, zoned, style) => {
      expect(parseTimestamp(text(writeTimestamp(view, 0, micros, zoned, style)))).toEqual({ micros, zoned })
    }),
    { numRuns: propertyRuns(2000) },
  )
})

test('an instant of whole milliseconds reads as Date writes it', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(-8.64e12), max: new Date(8.64e12), noInvalidDate: true }), (date) => {
      expect(text(writeTimestamp(view, 0, date.getTime() * 1000, true, 'iso'))).toBe(date.toISOString())
    }),
  )
})

test('fractions have the digits that each style gives them', () => {
  const at = (micros: number, zoned: boolean, style: CalendarStyle) =>
    text(writeTimestamp(view, 0, micros, zoned, style))
  expect(at(0, true, 'iso')).toBe('1970-01-01T00:00:00.000Z')
  expect(at(0, false, 'iso')).toBe('1970-01-01T00:00:00')
  expect(at(1_500_000, false, 'iso')).toBe('1970-01-01T00:00:01.500')
  expect(at(1, true, 'iso')).toBe('1970-01-01T00:00:00.000001Z')
  expect(at(1_500_000, true, 'postgres')).toBe('1970-01-01 00:00:01.5+00')
  expect(at(10, false, 'postgres')).toBe('1970-01-01 00:00:00.00001')
  expect(at(0, false, 'sqlite')).toBe('1970-01-01 00:00:00')
  expect(at(0, true, 'sqlite')).toBe('1970-01-01T00:00:00.000Z')
  expect(at(-1, true, 'iso')).toBe('1969-12-31T23:59:59.999999Z')
})

test('times of day reach 24:00:00 and are read back', () => {
  expect(text(writeTime(view, 0, 86_400_000_000, 'postgres'))).toBe('24:00:00')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400_000_000 }), fc.constantFrom(...styles), (micros, style) => {
      expect(parseTime(text(writeTime(view, 0, micros, style)))).toBe(micros)
    }),
  )
})

test('infinities have their names', () => {
  expect(text(writeTimestamp(view, 0, Number.POSITIVE_INFINITY, true, 'postgres'))).toBe('infinity')
  expect(text(writeDate(view, 0, daysInfinity.before, 'iso'))).toBe('-infinity')
})

test('zones are applied', () => {
  const instant = Date.UTC(2020, 0, 1, 12) * 1000
  for (const written of [
    '2020-01-01T12:00:00Z',
    '2020-01-01 13:00+01',
    '2020-01-01T06:30:00-05:30',
    '2020-01-01 12:00:00+0000',
  ]) {
    expect(parseTimestamp(written)).toEqual({ micros: instant, zoned: true })
  }
})

test.each(['2020-02-30', '2020-13-01', '2020-00-10', '20-01-01', '2020-1-1', 'today', ''])('%j is no date', (wrong) => {
  expect(parseDate(wrong)).toBeUndefined()
  expect(parseTimestamp(`${wrong} 00:00:00`)).toBeUndefined()
})

test.each(['25:00', '12:60', '12:00:60', '24:00:00.1', 'noon'])('%j is no time', (wrong) => {
  expect(parseTime(wrong)).toBeUndefined()
})
