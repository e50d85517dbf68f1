import { below } from '../../random/draw.ts'
import { mapFloat64, mapInt32 } from '../../random/map.ts'
import { shared } from '../../random/shared.ts'
import { type Rows, substream, words } from '../../random/stream.ts'
import type { KindContext } from '../kind.ts'
import type { Atlas } from './atlas.ts'

const draws = { city: 0, street: 1, number: 2, postcode: 3, latitude: 4, longitude: 5, phonePlan: 6, phone: 7 } as const

/** The place that a row is about: city, state, postcode, street, country, position and telephone number agree. */
export interface PlaceRecord {
  /** Indices of the atlas's cities. */
  city(rows: Rows): Int32Array
  /** Indices of the atlas's streets, given the cities. */
  street(rows: Rows, cities: Int32Array): Int32Array
  /** House number: small ones are frequent, as streets are short. */
  number(rows: Rows): Float64Array
  /** A word a row, each for its own use. */
  draw(rows: Rows, which: keyof typeof draws): Uint32Array
}

export function placeRecord({ record }: Pick<KindContext, 'record'>, atlas: Atlas): PlaceRecord {
  const stream = substream(record, 'place')
  const draw = (rows: Rows, which: keyof typeof draws) => words(stream, rows, draws[which])
  return {
    draw,
    city: (rows) =>
      shared(rows, stream, atlas, 'city', () =>
        mapInt32(draw(rows, 'city'), (word) => atlas.choose(word / 4294967296)),
      ),
    street: (rows, cities) => {
      const drawn = draw(rows, 'street')
      const out = new Int32Array(rows.length)
      for (let i = 0; i < out.length; i++) {
        const city = cities[i]!
        out[i] = atlas.streetStart[city]! + below(drawn[i]!, atlas.streetCount[city]!)
      }
      return out
    },
    number: (rows) =>
      mapFloat64(draw(rows, 'number'), (word) => {
        const unit = word / 4294967296
        return 1 + Math.floor(unit * unit * 240)
      }),
  }
}
