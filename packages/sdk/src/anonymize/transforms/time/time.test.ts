import { describe, expect, test } from 'vitest'
import type { ValueForm } from '../../value-form.ts'
import { exampleRow, exampleRule } from '../example-setting.ts'
import { usualForm, writtenDate } from './date-form.ts'

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
  test.each([
    ['M/D/YYYY', '3/29/1982', '12/31/1999', /^([1-9]|1[0-2])\/([1-9]|[12]\d|3[01])\/(1981|1982|1983|1999|2000)$/],
    ['DD.MM.YYYY', '29.03.1982', '01.01.2000', /^([0-2]\d|3[01])\.(0\d|1[0-2])\.(19|20)\d\d$/],
    [
      'D-MMM-YY',
      '29-MAR-82',
      '1-JUL-75',
      /^([1-9]|[12]\d|3[01])-(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)-\d\d$/,
    ],
    ['MMM D, YYYY', 'Mar 29, 1982', 'Feb 29, 2000', /^[A-Z][a-z]{2} ([1-9]|[12]\d|3[01]), (19|20)\d\d$/],
    ['YYYYMMDD', '19820329', '20000101', /^(19|20)\d\d(0\d|1[0-2])([0-2]\d|3[01])$/],
  ])('a date that is written as %s is moved as others are, and written so again', (written, first, second, form) => {
    const { read } = writtenDate(written)!
    for (let i = 0; i < 60; i++) {
      const by = (text: string) => shift({ written }, String(i), text, 'text')
      expect([by(first), by(second)]).toEqual([expect.stringMatching(form), expect.stringMatching(form)])
      const [from, to] = [read(by(first))!.days, read(by(second))!.days]
      expect(to - from).toBe(read(second)!.days - read(first)!.days)
      expect(from - read(first)!.days).toBe(days(shift({}, String(i), '2024-01-10')) - days('2024-01-10'))
    }
  })
  test('what stands behind such a date stays, and what is no such date is masked in another way', () => {
    expect(shift({ written: 'M/D/YYYY' }, '7', '3/29/1982 9:05', 'text')).toMatch(/^\d+\/\d+\/198[123] 9:05$/)
    expect(shift({ written: 'D/M/YYYY' }, '7', '3/29/1982', 'text')).not.toMatch(/198/)
    expect(shift({ written: 'D/M/YYYY' }, '7', '1982-03-29', 'text')).toBe(shift({}, '7', '1982-03-29', 'text'))
    for (let i = 0; i < 20; i++) {
      expect(shift({ written: 'D.M.YYYY' }, String(i), '31.12.9999', 'text')).toMatch(/^\d+\.\d+\.999[89]$/)
      expect(shift({ written: 'D.M.YY', direction: 'past' }, String(i), '1.1.70', 'text')).toMatch(/^\d+\.\d+\.7[01]$/)
    }
  })
  test('how dates are written says day, month and year, each once', () => {
    for (const written of ['M/D', 'M/D/YYYY/D', 'hh:mm', 'D/MMMM/YYYY', 'D/M/YYY', 'DxMxYYYY', ''])
      expect(() => shift({ written }, '7', '2024-01-10')).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }))
  })
  test('how dates of a text are written is told from them; the usual way needs no word', () => {
    expect(usualForm(['3/29/1982', '12/1/1999', '1/31/2000'])).toBe('M/D/YYYY')
    expect(usualForm(['29/3/1982', '1/12/1999', '1/1/2000'])).toBe('D/M/YYYY')
    expect(usualForm(['29.03.1982', '01.12.1999', '01.01.2000'])).toBe('DD.MM.YYYY')
    expect(usualForm(['29-MAR-82', '01-DEC-99', '01-JAN-00'])).toBe('DD-MMM-YY')
    expect(usualForm(['1982-03-29', '1999-12-01', '2000-01-01'])).toBeUndefined()
    expect(usualForm(['3/29/1982', '30/29/1982', 'n/a'])).toBeUndefined()
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
  test('in the form that it is written in', () => {
    expect(masked('date-generalize', { to: 'year', written: 'D.M.YYYY' }, '29.3.1982', 'text')).toBe('1.1.1982')
    expect(masked('date-generalize', { to: 'month', written: 'M/D/YY' }, '3/29/82 14:30', 'text')).toBe('3/1/82 00:00')
    expect(masked('date-generalize', { written: 'D/M/YYYY' }, '3/29/1982', 'text')).toBe('*********')
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
