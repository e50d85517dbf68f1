import { describe, expect, test } from 'vitest'
import { asciiLetters } from './ascii.ts'
import { localeNames, localeOf } from './locale.ts'
import { countriesOf } from './places/countries.ts'

describe('locales', () => {
  test('are those of faker, found with hyphens too, loaded once', () => {
    expect(localeNames().length).toBeGreaterThanOrEqual(70)
    expect(localeOf('de-at')).toBe(localeOf('de_AT'))
    expect(localeOf('de_AT').words.last.female).toContain('Abel')
  })
  test('an unknown one gets those that are near', () => {
    expect(() => localeOf('pt')).toThrow(
      expect.objectContaining({ code: 'LOCALE_UNKNOWN', hint: expect.stringContaining('pt_BR') }),
    )
    expect(() => localeOf('../../package')).toThrow(expect.objectContaining({ code: 'LOCALE_UNKNOWN' }))
  })
  test.each(localeNames())('%s has every list', (name) => {
    const { words } = localeOf(name)
    for (const [list, value] of Object.entries(words)) {
      const lists: unknown[] =
        value !== null && typeof value === 'object' && 'female' in value ? [value.female, value.male] : [value]
      for (const one of lists) if (Array.isArray(one)) expect(one.length, list).toBeGreaterThan(0)
    }
    expect(words.months.length).toBeGreaterThanOrEqual(12)
    expect(words.weekdays.length).toBeGreaterThanOrEqual(7)
    expect(words.countries.length).toBeGreaterThan(240)
    expect(countriesOf(localeOf(name)).length).toBeGreaterThan(0)
  })
  test('people of a locale live in its country, those of a language where it is spoken', () => {
    const codes = (name: string) => countriesOf(localeOf(name)).map(({ code }) => code)
    expect(codes('de_CH')).toEqual(['CH'])
    expect(codes('de')).toEqual(['DE', 'AT', 'CH'])
    expect(codes('cy')).toEqual(['GB'])
    expect(codes('en')).toContain('US')
  })
})

test.each([
  ['Müller', 'muller'],
  ['Groß', 'gross'],
  ['Łukasz', 'lukasz'],
  ['Søren', 'soren'],
  ['Đorđević', 'dordevic'],
  ['Иванов', 'ivanov'],
  ['Щербаков', 'shcherbakov'],
  ['Γεωργίου', 'georgioy'],
  ['გიორგი', 'giorgi'],
  ['Արամ', 'aram'],
  ['محمد', 'mhmd'],
  ['דוד', 'dvd'],
  ['김민준', 'gimminjun'],
  ["O'Brien", 'obrien'],
  ['Anne-Marie', 'annemarie'],
  ['李', ''],
  ['Nguyễn', 'nguyen'],
  ['Ёлкин', 'elkin'],
])('%s is spelled %s', (name, spelled) => {
  expect(asciiLetters(name)).toBe(spelled)
})
