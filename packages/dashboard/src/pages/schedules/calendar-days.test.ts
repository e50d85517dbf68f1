import { expect, test } from 'vitest'
import { boundsOf, dayIn, daysOf, fullDay, isDay, placed, shortBeside, stepped, titleOf } from './calendar-days.ts'

test('a month is shown in whole weeks from Monday on', () => {
  const november = daysOf('2026-11-29', 'month')
  expect([november[0], november.at(-1), november.length]).toEqual(['2026-10-26', '2026-12-06', 42])
  const february = daysOf('2027-02-10', 'month')
  expect([february[0], february.at(-1), february.length]).toEqual(['2027-02-01', '2027-02-28', 28])
})

test('a week is that of its day', () => {
  expect(daysOf('2026-11-29', 'week')).toEqual([
    '2026-11-23',
    '2026-11-24',
    '2026-11-25',
    '2026-11-26',
    '2026-11-27',
    '2026-11-28',
    '2026-11-29',
  ])
  expect(daysOf('2026-11-30', 'week')[0]).toBe('2026-11-30')
})

test('steps lead over the ends of months and years', () => {
  expect(stepped('2026-12-31', 'month', 1)).toBe('2027-01-01')
  expect(stepped('2026-03-31', 'month', -1)).toBe('2026-02-01')
  expect(stepped('2026-12-28', 'week', 1)).toBe('2027-01-04')
})

test('what is shown is named', () => {
  expect(titleOf('2026-11-29', 'month')).toBe('November 2026')
  expect(titleOf('2026-11-29', 'week')).toBe('23 to 29 Nov 2026')
  expect(titleOf('2026-12-01', 'week')).toBe('30 Nov to 6 Dec 2026')
  expect(titleOf('2026-12-31', 'week')).toBe('28 Dec 2026 to 3 Jan 2027')
  expect(fullDay('2026-11-29')).toBe('Sunday 29 November')
})

test('another clock is told in little room, and only where it shows something else', () => {
  const at = new Date('2026-12-06T21:30:00Z')
  expect(shortBeside(at, 'Europe/Berlin', 'Asia/Tokyo')).toBe('Mon 06:30 in Tokyo')
  expect(shortBeside(at, 'Europe/Berlin', 'America/New_York')).toBe('16:30 in New York')
  expect(shortBeside(at, 'Europe/Berlin', 'Europe/Paris')).toBeUndefined()
  expect(shortBeside(at, 'Europe/Berlin', undefined)).toBeUndefined()
})

test('only days are days', () => {
  expect(isDay('2028-02-29')).toBe(true)
  for (const text of ['2026-02-29', '2026-13-01', 'today', '2026-1-1']) expect(isDay(text)).toBe(false)
})

test('what happens is on the day that it is there, in any zone', () => {
  const at = '2026-11-29T23:30:00Z'
  expect(dayIn(new Date(at), 'Pacific/Kiritimati')).toBe('2026-11-30')
  expect(dayIn(new Date(at), 'America/New_York')).toBe('2026-11-29')
  const entry = { occurrence: { at } }
  expect([...placed([entry], 'Europe/Berlin')]).toEqual([['2026-11-30', [entry]]])
  expect(boundsOf(['2026-11-23', '2026-11-29'])).toEqual({ from: '2026-11-22', to: '2026-12-01' })
})
