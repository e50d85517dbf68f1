import { describe, expect, test } from 'vitest'
import { rowRange } from '../random/stream.ts'
import { asciiLetters } from './ascii.ts'
import { exampleContext } from './example-context.ts'
import type { KindContext } from './kind.ts'
import { localeOf } from './locale.ts'
import { countries } from './places/countries.ts'
import { makerOf } from './registry.ts'
import { textsOf } from './text-of.ts'

const rows = rowRange(0, 500)

function column(kind: string, changes: Partial<KindContext> = {}, options: object = {}): string[] {
  return textsOf(makerOf(kind, options, exampleContext(kind, changes)).make(rows))
}

describe('the fields of one row are about one person', () => {
  test('full name, user name and e-mail are made of its first and last name', () => {
    const [first, last, full, user, mail] = ['first-name', 'last-name', 'full-name', 'username', 'email'].map((kind) =>
      column(kind),
    )
    rows.numbers.forEach((_, i) => {
      expect(full![i]).toBe(`${first![i]} ${last![i]}`)
      expect(user![i]!.split(/[._]/)).toEqual([asciiLetters(first![i]!), asciiLetters(last![i]!)])
      expect(mail![i]!.split('@')[0]).toBe(user![i])
    })
  })
  test('unique ones bear the same number', () => {
    const [user, mail] = ['username', 'email'].map((kind) => column(kind, { unique: true }))
    expect(mail!.map((text) => text.split('@')[0])).toEqual(user)
  })
  test('the first name is one of its sex', () => {
    const { female, male } = localeOf('en').words.first
    const [first, sex] = [column('first-name'), column('sex')]
    first.forEach((name, i) => {
      expect(sex[i] === 'female' ? female : male).toContain(name)
    })
    expect(sex.filter((one) => one === 'female').length).toBeGreaterThan(200)
    expect(sex.filter((one) => one === 'female').length).toBeLessThan(300)
  })
  test('family names have the form of the sex where a language has two', () => {
    const locale = localeOf('cs_CZ')
    const { female, male } = locale.words.last
    const [last, sex] = [column('last-name', { locale }), column('sex', { locale })]
    last.forEach((name, i) => {
      expect(sex[i] === 'female' ? female : male).toContain(name)
    })
  })
  test('age and birthdate agree', () => {
    const [age, born] = [column('age'), column('birthdate')]
    born.forEach((day, i) => {
      const [year = 0] = day.split('-').map(Number)
      // At the end of 2025 everybody has had this year's birthday.
      expect(2025 - year).toBe(Number(age[i]))
    })
  })
  test('names are put together as the locale does', () => {
    const order = (name: string) => {
      const locale = localeOf(name)
      return [
        column('full-name', { locale })[0],
        column('first-name', { locale })[0],
        column('last-name', { locale })[0],
      ]
    }
    const [hungarian, given, family] = order('hu')
    expect(hungarian).toBe(`${family} ${given}`)
    const [chinese, chineseGiven, chineseFamily] = order('zh_CN')
    expect(chinese).toBe(`${chineseFamily}${chineseGiven}`)
  })
})

describe('the fields of one row are about one place', () => {
  test.each(['en', 'de', 'ja', 'pt_BR', 'ar', 'fr'])(
    '%s: city, state, code, country, zone, postcode and position agree',
    (name) => {
      const locale = localeOf(name)
      const kinds = [
        'city',
        'state',
        'state-code',
        'country-code',
        'time-zone',
        'postcode',
        'latitude',
        'longitude',
        'phone',
        'currency-code',
      ]
      const columns = kinds.map((kind) => column(kind, { locale }))
      rows.numbers.forEach((_, i) => {
        const [city, state, code, countryCode, zone, postcode, latitude, longitude, phone, currency] = columns.map(
          (values) => values[i]!,
        )
        const country = countries.find((one) => one.code === countryCode)!
        const place = country.cities.find((one) => one.name === city || one.latin === city)!
        expect([place.state, place.latinState]).toContain(state)
        expect(place.stateCode).toBe(code)
        expect(place.timeZone).toBe(zone)
        expect(postcode).toMatch(new RegExp(`^${place.postcode.replaceAll('#', '\\d').replaceAll('?', '[A-Z]')}$`))
        expect(Math.abs(Number(latitude) - place.latitude)).toBeLessThanOrEqual(0.0501)
        expect(Math.abs(Number(longitude) - place.longitude)).toBeLessThanOrEqual(0.0501)
        expect(phone!.startsWith(`+${country.dial}`)).toBe(true)
        expect(currency).toBe(country.currency)
      })
    },
  )
  test('a whole address holds its street, city and postcode', () => {
    const [whole, line, city, postcode] = ['full-address', 'street-address', 'city', 'postcode'].map((kind) =>
      column(kind),
    )
    whole!.forEach((text, i) => {
      expect(text.startsWith(`${line![i]}, `)).toBe(true)
      expect(text).toContain(city![i])
      expect(text).toContain(postcode![i])
    })
  })
  test('telephone numbers are those that ring nowhere, where a country has such', () => {
    const phones = column('phone', {}, { countries: ['US'] })
    for (const phone of phones) expect(phone).toMatch(/^\+1\d{3}55501\d\d$/)
    expect(column('phone', {}, { countries: ['US'], numbers: 'valid' }).some((phone) => /55501/.test(phone))).toBe(
      false,
    )
  })
  test('unique name and code of a country agree', () => {
    const context = { unique: true }
    const few = rowRange(0, 249)
    const names = textsOf(makerOf('country', {}, exampleContext('country', context)).make(few))
    const codes = textsOf(makerOf('country-code', {}, exampleContext('country-code', context)).make(few))
    const known = new Map(localeOf('en').words.countries.map(([code, name]) => [code, name]))
    expect(codes.map((code) => known.get(code))).toEqual(names)
  })
})

describe('the table of places', () => {
  test('every country and city has all that it needs', () => {
    for (const country of countries) {
      expect(country.code).toMatch(/^[A-Z]{2}$/)
      expect(country.cities.length).toBeGreaterThanOrEqual(3)
      expect(country.phones.length).toBeGreaterThan(0)
      expect(localeOf(country.locale).name).toBe(country.locale)
      for (const pattern of [...country.phones, ...country.fictional]) {
        expect(pattern, 'free digits are the last').toMatch(/^[\dA -]+[#\d -]*$/)
        expect(pattern.replace(/^[^#]*/, ''), 'free digits are the last').toMatch(/^[# -]*$/)
        const digits = pattern.replace('A', country.cities[0]!.area).replace(/[ -]/g, '').length
        expect(digits + country.dial.length).toBeLessThanOrEqual(15)
      }
      for (const city of country.cities) {
        expect(() => new Intl.DateTimeFormat('en', { timeZone: city.timeZone })).not.toThrow()
        expect(Math.abs(city.latitude)).toBeLessThanOrEqual(90)
        expect(Math.abs(city.longitude)).toBeLessThanOrEqual(180)
        expect(city.latin).toMatch(/^[\p{Script=Latin}\p{M}' .-]+$/u)
      }
    }
    expect(new Set(countries.map(({ code }) => code)).size).toBe(countries.length)
    expect(countries.length).toBeGreaterThanOrEqual(25)
  })
})

test('company, domain and company mail are about one company', () => {
  const [name, domain, mail] = ['company', 'domain', 'company-email'].map((kind) => column(kind))
  name!.forEach((text, i) => {
    const [first = '', second = ''] = text.split(' & ')
    const [a = '', b = ''] = domain![i]!.replace('.example.com', '').split('-')
    expect(asciiLetters(first)).toBe(a)
    expect(asciiLetters(second).startsWith(b)).toBe(true)
    expect(mail![i]!.split('@')[1]).toBe(domain![i])
  })
})

test('created, updated and deleted follow each other', () => {
  const [created, updated, deleted] = ['created-at', 'updated-at', 'deleted-at'].map((kind) => column(kind))
  created!.forEach((text, i) => {
    expect(Date.parse(updated![i]!)).toBeGreaterThanOrEqual(Date.parse(text))
    expect(Date.parse(deleted![i]!)).toBeGreaterThanOrEqual(Date.parse(text))
  })
})

test('another record is another person', () => {
  const own = column('first-name')
  const other = column('first-name', { record: exampleContext('x', { seed: 'other' }).record })
  expect(own.filter((name, i) => name === other[i]).length).toBeLessThan(50)
})
