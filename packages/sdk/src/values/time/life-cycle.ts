import { z } from 'zod'
import { fractions } from '../../random/distribution.ts'
import { mapFloat64 } from '../../random/map.ts'
import { type Rows, substream } from '../../random/stream.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import type { KindContext } from '../kind.ts'
import { timestamps } from '../vectors.ts'
import { momentSource, timeDistributions } from './day-source.ts'
import { microsOf, momentOption, WINDOW_FROM, WINDOW_TO } from './window.ts'

const options = z.strictObject({
  from: momentOption.default(WINDOW_FROM),
  to: momentOption.default(WINDOW_TO).describe('a day is meant whole'),
})
type Options = z.output<typeof options>

const SECOND = 1_000_000

/** When a row came into being: created, updated and deleted of one record follow each other, given the same options. */
function creation(context: KindContext, { from, to }: Options): { size: number; micros(rows: Rows): Float64Array } {
  const first = microsOf(from)
  const last = microsOf(to, true)
  return momentSource({ ...context, stream: substream(context.record, 'created') }, first, last, SECOND)
}

export const createdAt = defineKind({
  name: 'created-at',
  group: 'time',
  summary: 'When the row came into being; updated-at and deleted-at of the same record are not before it',
  type: 'timestamptz',
  options,
  distributions: timeDistributions,
  maker(chosen, context) {
    const { size, micros } = creation(context, chosen)
    return { capacity: size, make: (rows) => timestamps(micros(rows), context.type !== 'timestamp') }
  },
})

/** Between creation and the end of the window; most changes come soon. */
function later(name: 'updated-at' | 'deleted-at', summary: string, draw: number) {
  return defineKind({
    name,
    group: 'time',
    summary,
    type: 'timestamptz',
    options,
    maker(chosen, context) {
      const zoned = context.type !== 'timestamp'
      const end = Math.floor(microsOf(chosen.to, true) / SECOND)
      const begin = Math.ceil(microsOf(chosen.from) / SECOND)
      if (end < begin) throw optionsError('from is after to')
      const size = end - begin + 1
      if (context.unique) {
        return domainMaker(context, {
          size,
          vector: (indices) =>
            timestamps(
              mapFloat64(indices, (i) => (begin + i) * SECOND),
              zoned,
            ),
        })
      }
      const { micros } = creation({ ...context, distribution: undefined }, chosen)
      const stream = substream(context.record, 'changed')
      return {
        capacity: size,
        make: (rows) => {
          const born = micros(rows)
          const units = fractions(stream, rows, draw)
          for (let i = 0; i < born.length; i++) {
            const start = born[i]! / SECOND
            const unit = units[i]!
            born[i] = (start + Math.floor(unit * unit * (end - start + 1))) * SECOND
          }
          return timestamps(born, zoned)
        },
      }
    },
  })
}

export const updatedAt = later(
  'updated-at',
  'When the row was changed last; not before created-at of the same record',
  0,
)
export const deletedAt = later('deleted-at', 'When the row was deleted; not before created-at of the same record', 2)
