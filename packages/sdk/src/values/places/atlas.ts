import { z } from 'zod'
import { aliasTable } from '../../random/alias.ts'
import { optionsError } from '../define-kind.ts'
import { type Locale, localeOf } from '../locale.ts'
import { countries, countriesOf, countryOf } from './countries.ts'
import type { City, Country } from './country.ts'

export const countriesOption = z
  .union([z.literal('all'), z.array(z.string().length(2)).min(1)])
  .optional()
  .describe(
    'ISO codes, or "all"; default: the country of the locale, or all that speak its language. Give it to every field of the address',
  )

/** One city after the other; each list holds what belongs to the city of the same index. */
export interface Atlas {
  readonly countries: readonly Country[]
  readonly cities: readonly City[]
  /** Index of each city's country. */
  readonly countryAt: readonly number[]
  /** Which city a fraction in [0, 1) falls on. */
  readonly choose: (unit: number) => number
  readonly cityNames: readonly string[]
  readonly stateNames: readonly string[]
  readonly stateCodes: readonly string[]
  readonly timeZones: readonly string[]
  readonly countryNames: readonly string[]
  readonly countryCodes: readonly string[]
  /** Streets of all countries; each city's are streets[streetStart[i]] and the streetCount[i] - 1 that follow. */
  readonly streets: readonly string[]
  readonly streetStart: readonly number[]
  readonly streetCount: readonly number[]
}

const atlases = new Map<string, Atlas>()

export function atlasOf(locale: Locale, wanted: z.output<typeof countriesOption>): Atlas {
  const chosen = chosenCountries(locale, wanted)
  const key = `${locale.name} ${chosen.map(({ code }) => code).join(' ')}`
  let atlas = atlases.get(key)
  if (!atlas) {
    atlas = draw(locale, chosen)
    atlases.set(key, atlas)
  }
  return atlas
}

function chosenCountries(locale: Locale, wanted: z.output<typeof countriesOption>): readonly Country[] {
  if (wanted === undefined) return countriesOf(locale)
  if (wanted === 'all') return countries
  return [...new Set(wanted)].map((code) => {
    const country = countryOf(code.toUpperCase())
    if (country) return country
    throw optionsError(
      `countries: there are no places in ${JSON.stringify(code)}`,
      `Use some of ${countries.map((one) => one.code).join(', ')}.`,
    )
  })
}

function draw(locale: Locale, chosen: readonly Country[]): Atlas {
  const cities = chosen.flatMap((country) => country.cities)
  const countryAt = chosen.flatMap((country, index) => country.cities.map(() => index))
  const own = chosen.map(({ language }) => language === locale.words.language)
  const isLocal = (i: number) => chosen[countryAt[i]!]!.latin || own[countryAt[i]!]!
  const names = new Map(locale.words.countries)
  const streets: string[] = []
  const spans = chosen.map((country, index) => {
    const list = (country.latin || own[index] ? localeOf(country.locale) : locale).words.streets
    const start = streets.length
    streets.push(...list)
    return { start, count: list.length }
  })
  return {
    countries: chosen,
    cities,
    countryAt,
    choose: aliasTable(countryAt.map((index) => chosen[index]!.weight / chosen[index]!.cities.length)),
    cityNames: cities.map((city, i) => (isLocal(i) ? city.name : city.latin)),
    stateNames: cities.map((city, i) => (isLocal(i) ? city.state : city.latinState)),
    stateCodes: cities.map((city) => city.stateCode),
    timeZones: cities.map((city) => city.timeZone),
    countryNames: countryAt.map((index) => names.get(chosen[index]!.code) ?? chosen[index]!.name),
    countryCodes: countryAt.map((index) => chosen[index]!.code),
    streets,
    streetStart: countryAt.map((index) => spans[index]!.start),
    streetCount: countryAt.map((index) => spans[index]!.count),
  }
}
