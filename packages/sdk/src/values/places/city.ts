import { z } from 'zod'
import { substream } from '../../random/stream.ts'
import { defineKind } from '../define-kind.ts'
import type { KindContext, Maker } from '../kind.ts'
import { closedListMaker, openListMaker } from '../list-maker.ts'
import { longest, truncated } from '../lists.ts'
import { picks } from '../vectors.ts'
import { type Atlas, atlasOf, countriesOption } from './atlas.ts'
import { countries as allCountries } from './countries.ts'
import { placeRecord } from './place-record.ts'

const options = z.strictObject({ countries: countriesOption })

/** What belongs to the row's city; `unique` makes the field where each value may stand once. */
function ofCity(context: KindContext, atlas: Atlas, list: readonly string[], unique: Maker, mayCut: boolean): Maker {
  if (context.unique) return unique
  if (context.maxLength !== undefined && longest(list) > context.maxLength && !mayCut) return unique
  const words = context.maxLength === undefined ? list : truncated(list, context.maxLength)
  const place = placeRecord(context, atlas)
  return { capacity: unique.capacity, make: (rows) => picks(place.city(rows), words) }
}

export const city = defineKind({
  name: 'city',
  group: 'places',
  summary:
    'City; state, postcode, position and the rest of the record agree with it. A unique one is any of the locale’s',
  type: 'text',
  options,
  examples: [{}, { countries: ['JP', 'BR'] }],
  maker({ countries }, context) {
    const atlas = atlasOf(context.locale, countries)
    return ofCity(context, atlas, atlas.cityNames, openListMaker(context, context.locale.words.cities), true)
  },
})

export const state = defineKind({
  name: 'state',
  group: 'places',
  summary: 'State, province or region of the city',
  type: 'text',
  options,
  maker({ countries }, context) {
    const atlas = atlasOf(context.locale, countries)
    if (context.maxLength !== undefined && context.maxLength <= 3) return codeOf(context, atlas, atlas.stateCodes)
    return ofCity(context, atlas, atlas.stateNames, openListMaker(context, context.locale.words.states), true)
  },
})

function codeOf(context: KindContext, atlas: Atlas, codes: readonly string[]): Maker {
  return ofCity(context, atlas, codes, closedListMaker(context, codes), false)
}

export const stateCode = defineKind({
  name: 'state-code',
  group: 'places',
  summary: 'Code of the state, province or region (ISO 3166-2 without the country)',
  type: 'text',
  options,
  maker({ countries }, context) {
    const atlas = atlasOf(context.locale, countries)
    return codeOf(context, atlas, atlas.stateCodes)
  },
})

/** Name and code of a row agree where both are unique, for they come out of one permutation of all countries. */
function everyCountry(context: KindContext, list: readonly string[]): Maker {
  return closedListMaker({ ...context, stream: substream(context.record, 'countries') }, list)
}

const codeLists = new WeakMap<object, readonly string[]>()
const nameLists = new WeakMap<object, readonly string[]>()

function listOf(lists: WeakMap<object, readonly string[]>, context: KindContext, part: 0 | 1): readonly string[] {
  const { words } = context.locale
  let list = lists.get(words)
  if (!list) {
    list = words.countries.map((country) => country[part])
    lists.set(words, list)
  }
  return list
}

export const country = defineKind({
  name: 'country',
  group: 'places',
  summary: 'Country of the city, in the language of the locale; a unique one is any of the world',
  type: 'text',
  options,
  examples: [{}, { countries: 'all' }],
  maker({ countries }, context) {
    const atlas = atlasOf(context.locale, countries)
    if (context.maxLength !== undefined && context.maxLength < 4) return codesOf(context, atlas)
    return ofCity(context, atlas, atlas.countryNames, everyCountry(context, listOf(nameLists, context, 1)), true)
  },
})

function codesOf(context: KindContext, atlas: Atlas): Maker {
  return ofCity(context, atlas, atlas.countryCodes, everyCountry(context, listOf(codeLists, context, 0)), false)
}

export const countryCode = defineKind({
  name: 'country-code',
  group: 'places',
  summary: 'ISO 3166-1 code of the country, of two letters; a unique one is any of the world',
  type: 'text',
  options,
  maker: ({ countries }, context) => codesOf(context, atlasOf(context.locale, countries)),
})

const zones = [...new Set(allCountries.flatMap((one) => one.cities.map(({ timeZone }) => timeZone)))]

export const timeZone = defineKind({
  name: 'time-zone',
  group: 'places',
  summary: 'IANA time zone of the city',
  type: 'text',
  options,
  maker({ countries }, context) {
    const atlas = atlasOf(context.locale, countries)
    return ofCity(context, atlas, atlas.timeZones, closedListMaker(context, zones), false)
  },
})
