import { z } from 'zod'
import type { Vector } from '../../model/batch.ts'
import { mapFloat64, mapList } from '../../random/map.ts'
import type { Rows } from '../../random/stream.ts'
import { defineKind } from '../define-kind.ts'
import type { KindContext, Maker } from '../kind.ts'
import { openListMaker } from '../list-maker.ts'
import { cut, numberable, truncated } from '../lists.ts'
import { ownNumbers } from '../numbered.ts'
import { textsOf } from '../text-of.ts'
import { concat, ints, type Part, picks, texts } from '../vectors.ts'
import { type Atlas, atlasOf, countriesOption } from './atlas.ts'
import { placeRecord } from './place-record.ts'
import { postcodeText } from './postcode.ts'

const options = z.strictObject({ countries: countriesOption })

export const street = defineKind({
  name: 'street',
  group: 'places',
  summary: 'Name of a street, without a number',
  type: 'text',
  options,
  examples: [{}, { countries: ['FR'] }],
  maker({ countries }, context) {
    const atlas = atlasOf(context.locale, countries)
    const open = openListMaker(context, atlas.streets)
    if (context.unique) return open
    const place = placeRecord(context, atlas)
    const words = context.maxLength === undefined ? atlas.streets : truncated(atlas.streets, context.maxLength)
    return { capacity: open.capacity, make: (rows) => picks(place.street(rows, place.city(rows)), words) }
  },
})

/** A number and a street, in the country's order; a unique one has a house number that no other row has. */
function lineMaker(context: KindContext, atlas: Atlas): Maker {
  const place = placeRecord(context, atlas)
  const lines = atlas.countries.map((country) => splitLine(country.line))
  const extra = lines.reduce(
    (most, { before, between, after }) => Math.max(most, before.length + between.length + after.length),
    0,
  )
  const own = context.unique ? ownNumbers(context, extra, 1) : undefined
  const room = own?.room ?? (context.maxLength === undefined ? Number.POSITIVE_INFINITY : context.maxLength - extra - 3)
  const numbers = (rows: Rows): Float64Array => own?.numbers(rows) ?? place.number(rows)
  if (room < 1) {
    const names = truncated(atlas.streets, context.maxLength ?? 1)
    return { capacity: 1, make: (rows) => picks(place.street(rows, place.city(rows)), names) }
  }
  const names = truncated(context.unique ? endingInLetters(atlas.streets) : atlas.streets, room)
  const capacity = own?.capacity ?? ownNumbersOf(context, extra)
  const [only] = lines
  if (only && lines.every((line) => line.text === only.text)) {
    return {
      capacity,
      make: (rows) => {
        const streets = picks(place.street(rows, place.city(rows)), names)
        return concat(rows.length, ...only.put(streets, ints(numbers(rows))))
      },
    }
  }
  return {
    capacity,
    make: (rows) => {
      const cities = place.city(rows)
      const streets = place.street(rows, cities)
      const house = numbers(rows)
      return texts(
        mapList(cities, (city, i) => {
          const { text } = lines[atlas.countryAt[city]!]!
          return text.replace('{street}', names[streets[i]!]!).replace('{number}', String(house[i]))
        }),
      )
    },
  }
}

function ownNumbersOf(context: KindContext, extra: number): number {
  return context.maxLength !== undefined && context.maxLength <= extra + 1 ? 1 : ownNumbers(context, extra, 1).capacity
}

/** Behind a street that ends in a digit a house number could not be told apart. */
function endingInLetters(streets: readonly string[]): readonly string[] {
  const fine = new Set(numberable(streets))
  return fine.size === streets.length ? streets : streets.map((name) => name.replace(/\p{N}+$/u, '').trim() || 'Street')
}

interface Line {
  readonly text: string
  readonly before: string
  readonly between: string
  readonly after: string
  put(street: Part, number: Part): (Part | string)[]
}

function splitLine(text: string): Line {
  const [before = '', first, between = '', , after = ''] = text.split(/\{(street|number)\}/)
  return {
    text,
    before,
    between,
    after,
    put: (street, number) =>
      first === 'street' ? [before, street, between, number, after] : [before, number, between, street, after],
  }
}

export const streetAddress = defineKind({
  name: 'street-address',
  group: 'places',
  summary: 'Street and house number, as the country writes them',
  type: 'text',
  options,
  examples: [{}, { countries: ['DE', 'FR', 'US'] }],
  maker: ({ countries }, context) => lineMaker(context, atlasOf(context.locale, countries)),
})

export const fullAddress = defineKind({
  name: 'full-address',
  group: 'places',
  summary: 'Whole address in one line, as the country writes it',
  type: 'text',
  options: z.strictObject({
    countries: countriesOption,
    country: z.boolean().default(false).describe('whether the country stands at the end'),
  }),
  examples: [{}, { countries: 'all', country: true }],
  maker({ countries, country }, context) {
    const atlas = atlasOf(context.locale, countries)
    const place = placeRecord(context, atlas)
    const line = lineMaker(context, atlas)
    const most = context.maxLength ?? Number.POSITIVE_INFINITY
    return {
      capacity: line.capacity,
      make: (rows): Vector => {
        const cities = place.city(rows)
        const postcodes = place.draw(rows, 'postcode')
        return texts(
          textsOf(line.make(rows)).map((text, i) => {
            const city = cities[i]!
            const last = atlas.countries[atlas.countryAt[city]!]!.lastLine.replace('{city}', atlas.cityNames[city]!)
              .replace('{state}', atlas.stateNames[city]!)
              .replace('{code}', atlas.stateCodes[city]!)
              .replace('{postcode}', postcodeText(atlas.cities[city]!.postcode, postcodes[i]!))
            // The first line is never cut further: it is what tells unique addresses apart.
            const whole = `${text}, ${last}${country ? `, ${atlas.countryNames[city]}` : ''}`
            return most - text.length < 4 ? text : cut(whole, most)
          }),
        )
      },
    }
  },
})

export const buildingNumber = defineKind({
  name: 'building-number',
  group: 'places',
  summary: 'House number of the address',
  type: 'text',
  options,
  maker({ countries }, context) {
    const place = placeRecord(context, atlasOf(context.locale, countries))
    const own = ownNumbers(context, 0, 0)
    if (context.unique) return { capacity: own.capacity, make: (rows) => concat(rows.length, ints(own.numbers(rows))) }
    const most = context.maxLength === 1 ? 9 : context.maxLength === 2 ? 99 : 999
    return {
      capacity: own.capacity,
      make: (rows) => concat(rows.length, ints(mapFloat64(place.number(rows), (n) => 1 + ((n - 1) % most)))),
    }
  },
})
