import type { Locale } from '../locale.ts'
import { africaAndWestAsia } from './africa-and-west-asia.ts'
import { americas } from './americas.ts'
import { asiaAndPacific } from './asia-and-pacific.ts'
import type { Country } from './country.ts'
import { northernAndEasternEurope } from './northern-and-eastern-europe.ts'
import { southernEurope } from './southern-europe.ts'
import { westernEurope } from './western-europe.ts'

export const countries: readonly Country[] = [
  ...americas,
  ...westernEurope,
  ...southernEurope,
  ...northernAndEasternEurope,
  ...africaAndWestAsia,
  ...asiaAndPacific,
]

const byCode = new Map(countries.map((country) => [country.code, country]))

/** Languages whose country none of the places is in, and the place to take instead. */
const hosts: Readonly<Record<string, string>> = { cy: 'GB' }

/** Where people of the locale live: its own country, else all countries of its language, else those of English. */
export function countriesOf({ words }: Locale): readonly Country[] {
  const own = byCode.get(words.country ?? hosts[words.language] ?? '')
  if (own) return [own]
  const spoken = countries.filter(({ language }) => language === words.language)
  return spoken.length > 0 ? spoken : countries.filter(({ language }) => language === 'en')
}

export function countryOf(code: string): Country | undefined {
  return byCode.get(code)
}
