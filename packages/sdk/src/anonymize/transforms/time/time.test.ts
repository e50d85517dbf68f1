import { describe, expect, test } from 'vitest'
import type { ValueForm } from '../../value-form.ts'
import { exampleRow, exampleRule } from '../example-setting.ts'

type Options = Readonly<Record<string, unknown>>
const nowhere = exampleRow()
const masked = (transform: string, options: Options, text: string, form: ValueForm = 'date') =>
  exampleRule({ transform, options }, form).mask.value(text, nowhere) ?? ''
const days = (text: string) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / 86_400_000

describe('date-shift', () => {
  const subject = { subject: { columns: ['id'], of: 'public.people.id' } }
  const shift = (options: Options, id: string, text: string, form: ValueForm = 'date') =>
    exampleRule({ transform: 'date-shift', options }, form, subject).mask.value(text, exampleRow({ id })) ?? ''

  test('all dates of one subject are moved alike, those of another otherwise', () => {
    const [first, second] = ['2024-01-10', '2024-03-01'].map((date) => shift({}, '7', date))
    expect(days(second!) - days(first!)).toBe(51)
    const timestamp = shift({}, '7', '2024-01-10T08:30:00.25', 'timestamp')
    expect(timestamp).toBe(`${first}T08:30:00.25`)
    const offsets = Array.from({ length: 40 }, (_, i) => days(shift({}, String(i), '2024-01-10')) - days('2024-01-10'))
    expect(new Set(offsets).size).toBeGreaterThan(30)
  })
  test('no farther than asked for, in the direction asked for, and never not at all', () => {
    for (let i = 0; i < 400; i++) {
      const by = (options: Options) => days(shift(options, String(i), '2024-01-10')) - days('2024-01-10')
      expect(Math.abs(by({ days: 3 }))).toBeGreaterThan(0)
      expect(Math.abs(by({ days: 3 }))).toBeLessThanOrEqual(3)
      expect(by({ days: 30, direction: 'past' })).toBeLessThan(0)
      expect(by({ days: 30, direction: 'future' })).toBeGreaterThan(0)
      expect(Math.abs(by({ days: 30, weekday: true }) % 7)).toBe(0)
    }
  })
  test('the time of day moves only where it is asked for, and takes the date with it past midnight', () => {
    const moved = Array.from({ length: 60 }, (_, i) =>
      shift({ days: 1, minutes: 60 }, String(i), '2024-01-10T23:30:00Z', 'instant'),
    )
    expect(moved.every((text) => /^2024-01-(09|10|11|12)T\d\d:\d\d:00Z$/.test(text))).toBe(true)
    expect(new Set(moved.map((text) => text.slice(11, 16))).size).toBeGreaterThan(20)
  })
  test('years before Christ, infinity and the ends of time are within what databases hold', () => {
    expect(masked('date-shift', {}, '0044-03-15 BC')).toMatch(/^00\d\d-\d\d-\d\d BC$/)
    expect(masked('date-shift', {}, 'infinity')).toBe('infinity')
    for (const edge of ['294275-12-31', '4712-01-01 BC']) {
      const text = masked('date-shift', { days: 36_500 }, edge)
      expect(text).not.toBe(edge)
      expect(Number(text.split('-')[0])).toBeLessThanOrEqual(294_275)
    }
  })
  test('weeks that are longer than the reach are refused', () => {
    expect(() => masked('date-shift', { days: 6, weekday: true }, '2024-01-10')).toThrow(
      expect.objectContaining({
        code: 'POLICY_INVALID',
      }),
    )
  })
})

describe('date-generalize', () => {
  test.each([
    ['day', '2024-08-29T13:45:10.5', '2024-08-29T00:00:00'],
    ['hour', '2024-08-29T13:45:10.5', '2024-08-29T13:00:00'],
    ['week', '2024-08-29', '2024-08-26'],
    ['month', '2024-08-29', '2024-08-01'],
    ['quarter', '2024-08-29', '2024-07-01'],
    ['year', '2024-08-29', '2024-01-01'],
    ['decade', '2024-08-29', '2020-01-01'],
    ['century', '2024-08-29', '2000-01-01'],
    ['decade', '0044-03-15 BC', '0051-01-01 BC'],
  ])('to the %s', (to, text, expected) => {
    expect(masked('date-generalize', { to }, text, text.includes('T') ? 'timestamp' : 'date')).toBe(expected)
  })
  test('to bands of years', () => {
    expect(masked('date-generalize', { years: 5 }, '1984-07-23')).toBe('1980-01-01')
  })
  test('needs no key', () => {
    const key = { id: '', words: () => failKey(), domain: () => key }
    const { mask } = exampleRule('date-generalize', 'date', { key })
    expect(mask.value('2024-02-29', nowhere)).toBe('2024-02-01')
  })
})

function failKey(): never {
  throw new Error('the key was asked for')
}

describe('interval-noise', () => {
  test.each(['01:30:00', '3 days', '1 year 2 mons', '-2 days -04:05:06', '00:00:00.000001', '100:00:00'])(
    '%s stays near, and of its sign',
    (text) => {
      const result = masked('interval-noise', { percent: 20 }, text, 'interval')
      expect(result).not.toBe(text)
      expect(result.includes('-')).toBe(text.includes('-'))
      expect(result).toMatch(/^(-?\d+ days?)?( ?-?\d\d+:\d\d:\d\d(\.\d{1,6})?)?$/)
    },
  )
})
