import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyRuns } from '../../../test/property-runs.ts'
import { rowRange } from '../../random/stream.ts'
import { exampleContext } from '../../values/example-context.ts'
import { modulo } from '../../values/identity/check-digits.ts'
import { localeOf } from '../../values/locale.ts'
import { makerOf } from '../../values/registry.ts'
import { textsOf } from '../../values/text-of.ts'
import { readMaskingKey } from '../key/read-masking-key.ts'
import { exampleColumn, exampleRow, exampleSetting } from './example-setting.ts'
import { nationalId } from './national-id.ts'
import { nationalNumbers } from './national-numbers.ts'

const key = readMaskingKey('q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=')
const row = exampleRow()

function mask(options: object = {}, locale = 'en_US') {
  const { value } = nationalId.mask(nationalId.options.parse(options), {
    ...exampleSetting(),
    key,
    locale: localeOf(locale),
    column: exampleColumn('text'),
    nested: () => expect.unreachable('it masks no parts'),
  })
  return (text: string): string => value(text, row) ?? expect.unreachable('it gives no null')
}

/** Valid numbers, as generation makes them. */
const made = [
  'BE',
  'BR',
  'CA',
  'DE',
  'EE',
  'ES',
  'FI',
  'FR',
  'GB',
  'IN',
  'IT',
  'LT',
  'NL',
  'PL',
  'PT',
  'SE',
  'US',
  'ZA',
]
const validOf = (country: string, count: number): readonly string[] =>
  textsOf(makerOf('national-id', { country }, exampleContext('national-id', { unique: true })).make(rowRange(0, count)))
const isOf = (country: string, text: string): boolean => {
  const bare = text.replace(/[ ./+-]/g, '')
  return nationalNumbers.some(({ countries, template, check, isValid }) => {
    if (!countries.includes(country) || template.length !== bare.length) return false
    const computed = [...bare].filter((_, i) => template[i] === 'c').join('')
    return check(bare) === computed && (isValid?.(bare) ?? true)
  })
}

describe.each(made)('%s', (country) => {
  const numbers = validOf(country, 300)

  test('valid numbers become other valid ones of the same format, and none meets another', () => {
    const masked = mask({ country })
    const images = numbers.map(masked)
    expect(new Set(images).size).toBe(numbers.length)
    for (const [i, image] of images.entries()) {
      expect(isOf(country, numbers[i]!), numbers[i]).toBe(true)
      expect(isOf(country, image), `${numbers[i]} → ${image}`).toBe(true)
      expect(image).not.toBe(numbers[i])
      expect(image.replace(/[0-9A-Z]/g, 'x')).toBe(numbers[i]!.replace(/[0-9A-Z]/g, 'x'))
    }
  })

  test('numbers are told by their check digits where no country is named', () => {
    const images = numbers.map(mask())
    expect(new Set(images).size).toBe(numbers.length)
    expect(images.filter((image, i) => image === numbers[i])).toEqual([])
  })
})

describe.each(made.filter((country) => country !== 'US' && country !== 'GB'))('%s', (country) => {
  test('numbers with a wrong check digit become wrong ones', () => {
    const masked = mask({ country })
    const next = (sign: string): string =>
      /\d/.test(sign) ? String((Number(sign) + 1) % 10) : sign === 'A' ? 'B' : 'A'
    const wrong = validOf(country, 60)
      .map((number) => number.slice(0, -1) + next(number.at(-1)!))
      .filter((number) => !isOf(country, number))
    expect(wrong.length).toBeGreaterThan(40)
    for (const number of wrong) expect(isOf(country, masked(number))).toBe(false)
  })
})

test('whatever the text, different ones stay different', () => {
  const masked = mask()
  const seen = new Map<string, string>()
  const nine = fc.integer({ min: 0, max: 999_999_999 }).map((number) => String(number).padStart(9, '0'))
  const eleven = fc.bigInt({ min: 0n, max: 99_999_999_999n }).map((number) => String(number).padStart(11, '0'))
  const mixed = fc.string({ unit: fc.constantFrom(...'09AaßıZx- '), minLength: 0, maxLength: 12 })
  fc.assert(
    fc.property(fc.oneof(nine, eleven, mixed), (text) => {
      const image = masked(text)
      expect(seen.get(image) ?? text).toBe(text)
      seen.set(image, text)
    }),
    { numRuns: propertyRuns(1500) },
  )
})

test('a Swiss and a Corsican number keep what says that they are one', () => {
  expect(mask({ country: 'CH' })('756.9217.0769.85')).toMatch(/^756\.\d{4}\.\d{4}\.\d\d$/)
  const corsican = `1 84 12 2A 451 089 ${97 - modulo('1841219451089', 97)}`
  expect(mask({ country: 'FR' })(corsican)).toMatch(/^[12] \d\d [01]\d 2A \d{3} \d{3} \d\d$/)
})
