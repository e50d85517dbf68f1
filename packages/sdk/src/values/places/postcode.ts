import { z } from 'zod'
import { below } from '../../random/draw.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import { texts } from '../vectors.ts'
import { atlasOf, countriesOption } from './atlas.ts'
import { placeRecord } from './place-record.ts'

/** Letters that postcodes of all countries which have letters may hold. */
const letters = 'ABEGHJLNPRTWXZ'

function sizeOf(pattern: string): number {
  let size = 1
  for (const sign of pattern) size *= sign === '#' ? 10 : sign === '?' ? letters.length : 1
  return size
}

/** The postcode of a number below the size of its pattern. */
function postcodeAt(pattern: string, index: number): string {
  let rest = index
  let text = ''
  for (let i = pattern.length - 1; i >= 0; i--) {
    const sign = pattern[i]!
    const base = sign === '#' ? 10 : sign === '?' ? letters.length : 1
    const next = Math.floor(rest / base)
    const digit = rest - next * base
    text = (sign === '#' ? String(digit) : sign === '?' ? letters[digit]! : sign) + text
    rest = next
  }
  return text
}

export function postcodeText(pattern: string, word: number): string {
  return postcodeAt(pattern, below(word, sizeOf(pattern)))
}

export const postcode = defineKind({
  name: 'postcode',
  group: 'places',
  summary: 'Postcode of the city; a unique one is any of the first country',
  type: 'text',
  options: z.strictObject({ countries: countriesOption }),
  examples: [{}, { countries: ['NL'] }, { countries: ['GB'] }],
  maker({ countries }, context) {
    const atlas = atlasOf(context.locale, countries)
    const room = context.maxLength ?? Number.POSITIVE_INFINITY
    // In a short column cities of countries whose postcodes are longer get one of the first country whose are not.
    const first = atlas.countries.find((one) => one.postcode.length <= room)?.postcode
    if (first === undefined) {
      const least = Math.min(...atlas.countries.map((one) => one.postcode.length))
      throw optionsError(`postcodes take at least ${least} characters, and the column holds ${room}`)
    }
    const patterns = atlas.cities.map((city) => (city.postcode.length <= room ? city.postcode : first))
    const place = placeRecord(context, atlas)
    const size = sizeOf(first)
    if (context.unique) {
      return domainMaker(context, {
        size,
        vector: (indices) => texts(Array.from(indices, (index) => postcodeAt(first, index))),
      })
    }
    return {
      capacity: size,
      make: (rows) => {
        const cities = place.city(rows)
        const drawn = place.draw(rows, 'postcode')
        return texts(Array.from(cities, (city, i) => postcodeText(patterns[city]!, drawn[i]!)))
      },
    }
  },
})
