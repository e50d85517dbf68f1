import { z } from 'zod'
import { mapFloat64 } from '../../random/map.ts'
import type { Rows } from '../../random/stream.ts'
import { defineKind } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import type { KindContext } from '../kind.ts'
import { decimals } from '../vectors.ts'
import { type Atlas, atlasOf, countriesOption } from './atlas.ts'
import { placeRecord } from './place-record.ts'

/** Positions are counted in millionths of a degree: about a hand's breadth. */
const MICRO = 1_000_000
/** Half the width of a city, in degrees. */
const AROUND = 0.05

/** Latitude and longitude of each row in millionths of a degree: near the middle of its city. */
export function positionsOf(context: Pick<KindContext, 'record'>, atlas: Atlas) {
  const place = placeRecord(context, atlas)
  const around = (rows: Rows, which: 'latitude' | 'longitude') => {
    const cities = place.city(rows)
    const drawn = place.draw(rows, which)
    return mapFloat64(cities, (city, i) =>
      Math.round((atlas.cities[city]![which] + (drawn[i]! / 2147483648 - 1) * AROUND) * MICRO),
    )
  }
  return {
    latitude: (rows: Rows) => around(rows, 'latitude'),
    longitude: (rows: Rows) => around(rows, 'longitude'),
  }
}

const options = z.strictObject({ countries: countriesOption })

export const latitude = defineKind({
  name: 'latitude',
  group: 'places',
  summary: 'Latitude in degrees, in the row’s city; a unique one is anywhere',
  type: 'decimal',
  options,
  maker({ countries }, context) {
    const size = 180 * MICRO + 1
    if (context.unique)
      return domainMaker(context, {
        size,
        vector: (indices) =>
          decimals(
            mapFloat64(indices, (i) => i - 90 * MICRO),
            6,
          ),
      })
    const position = positionsOf(context, atlasOf(context.locale, countries))
    return { capacity: size, make: (rows) => decimals(position.latitude(rows), 6) }
  },
})

export const longitude = defineKind({
  name: 'longitude',
  group: 'places',
  summary: 'Longitude in degrees, in the row’s city; a unique one is anywhere',
  type: 'decimal',
  options,
  maker({ countries }, context) {
    const size = 360 * MICRO
    if (context.unique)
      return domainMaker(context, {
        size,
        vector: (indices) =>
          decimals(
            mapFloat64(indices, (i) => i - 180 * MICRO),
            6,
          ),
      })
    const position = positionsOf(context, atlasOf(context.locale, countries))
    return { capacity: size, make: (rows) => decimals(position.longitude(rows), 6) }
  },
})
