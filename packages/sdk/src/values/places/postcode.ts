import { z } from 'zod'
import { below } from '../../random/draw.ts'
import { mapList } from '../../random/map.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import { texts } from '../vectors.ts'
import { atlasOf, countriesOption } from './atlas.ts'
import { placeRecord } from './place-record.ts'

/** Letters that postcodes of all countries which have letters may hold. */
const letters = 'ABEGHJLNPRTWXZ'

interface Pattern {
  readonly size: number
  at(index: number): string
}

const compiled = new Map<string, Pattern>()

/** All postcodes of a pattern, numbered. Most are a few fixed signs and then digits, which is quick to write. */
function patternOf(pattern: string): Pattern {
  let result = compiled.get(pattern)
  if (!result) {
    result = compile(pattern)
    compiled.set(pattern, result)
  }
  return result
}

function compile(pattern: string): Pattern {
  const bases = [...pattern].map((sign) => (sign === '#' ? 10 : sign === '?' ? letters.length : 1))
  const size = bases.reduce((product, base) => product * base, 1)
  const [, fixed = '', free = ''] = /^([^#?]*)(#*)$/.exec(pattern) ?? []
  if (free !== '' && fixed + free === pattern)
    return { size, at: (index) => fixed + String(index).padStart(free.length, '0') }
  return {
    size,
    at: (index) => {
      let rest = index
      let text = ''
      for (let i = pattern.length - 1; i >= 0; i--) {
        const next = Math.floor(rest / bases[i]!)
        const digit = rest - next * bases[i]!
        text = (bases[i] === 1 ? pattern[i]! : bases[i] === 10 ? String(digit) : letters[digit]!) + text
        rest = next
      }
      return text
    },
  }
}

export function postcodeText(pattern: string, word: number): string {
  const { size, at } = patternOf(pattern)
  return at(below(word, size))
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
    const patterns = atlas.cities.map((city) => patternOf(city.postcode.length <= room ? city.postcode : first))
    const place = placeRecord(context, atlas)
    const { size, at } = patternOf(first)
    if (context.unique) {
      return domainMaker(context, {
        size,
        vector: (indices) => texts(Array.from(indices, at)),
      })
    }
    return {
      capacity: size,
      make: (rows) => {
        const cities = place.city(rows)
        const drawn = place.draw(rows, 'postcode')
        return texts(mapList(cities, (city, i) => patterns[city]!.at(below(drawn[i]!, patterns[city]!.size))))
      },
    }
  },
})
