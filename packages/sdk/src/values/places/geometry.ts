import { z } from 'zod'
import { mapList } from '../../random/map.ts'
import { type Rows, substream } from '../../random/stream.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import { indexSource, LARGEST_DOMAIN } from '../domain.ts'
import type { Kind, KindContext } from '../kind.ts'
import { jsons, texts } from '../vectors.ts'
import { atlasOf, countriesOption } from './atlas.ts'
import { positionsOf } from './position.ts'

const options = z.strictObject({ countries: countriesOption })

/** All points of the world in millionths of a degree can't be numbered: unique ones stand on a grid of a ten-thousandth. */
const GRID = 10_000
const ROWS_OF_GRID = 180 * GRID
const COLUMNS_OF_GRID = 360 * GRID

/** Longitude and latitude in degrees. */
function pointsOf(
  context: KindContext,
  countries: z.output<typeof countriesOption>,
): { capacity: number; points(rows: Rows): [number, number][] } {
  const size = Math.min(LARGEST_DOMAIN, ROWS_OF_GRID * COLUMNS_OF_GRID)
  if (context.unique) {
    const indices = indexSource({ ...context, stream: substream(context.stream, 'points') }, size)
    return {
      capacity: size,
      points: (rows) =>
        mapList(indices(rows), (index) => {
          const row = Math.floor(index / COLUMNS_OF_GRID)
          return [(index - row * COLUMNS_OF_GRID) / GRID - 180, row / GRID - 90].map(rounded) as [number, number]
        }),
    }
  }
  const position = positionsOf(context, atlasOf(context.locale, countries))
  return {
    capacity: size,
    points: (rows) => {
      const latitude = position.latitude(rows)
      const longitude = position.longitude(rows)
      return Array.from(latitude, (y, i) => [longitude[i]! / 1_000_000, y / 1_000_000])
    },
  }
}

function rounded(value: number): number {
  return Math.round(value * GRID) / GRID
}

/** Characters of the longest point, as two numbers. */
const LONGEST_PAIR = '-180.000000 -90.000000'.length

function pointKind(name: string, summary: string, before: string, between: string, after: string): Kind {
  return defineKind({
    name,
    group: 'places',
    summary,
    type: 'text',
    options,
    maker({ countries }, context) {
      const length = before.length + LONGEST_PAIR + after.length
      if (context.maxLength !== undefined && context.maxLength < length) {
        throw optionsError(`a point takes up to ${length} characters, and the column holds ${context.maxLength}`)
      }
      const { capacity, points } = pointsOf(context, countries)
      return { capacity, make: (rows) => texts(points(rows).map(([x, y]) => `${before}${x}${between}${y}${after}`)) }
    },
  })
}

export const point = pointKind('point', 'Postgres point in the row’s city: (longitude,latitude)', '(', ',', ')')
export const wkt = pointKind('wkt', 'Point in the row’s city in well-known text: POINT(13.4 52.5)', 'POINT(', ' ', ')')

export const geojson = defineKind({
  name: 'geojson',
  group: 'places',
  summary: 'Point in the row’s city as GeoJSON',
  type: 'json',
  options,
  maker({ countries }, context) {
    const { capacity, points } = pointsOf(context, countries)
    return { capacity, make: (rows) => jsons(points(rows).map((coordinates) => ({ type: 'Point', coordinates }))) }
  },
})
