import { z } from 'zod'
import { fractions } from '../../random/distribution.ts'
import { substream, word, words } from '../../random/stream.ts'
import { defineKind } from '../define-kind.ts'
import { beyondCapacity } from '../domain.ts'
import { microsOf, momentOption, WINDOW_FROM } from '../time/window.ts'
import { uuids } from '../vectors.ts'

const TWO_32 = 4294967296
const CAPACITY = 2 ** 52

function mixed(x: number): number {
  let y = x ^ (x >>> 16)
  y = Math.imul(y, 0x7feb352d)
  y ^= y >>> 15
  y = Math.imul(y, 0x846ca68b)
  return y ^ (y >>> 16)
}

/** Milliseconds from one row to the next, in UUIDs that hold a time. */
const ROW_MILLISECONDS = 100

export const uuid = defineKind({
  name: 'uuid',
  group: 'numbers',
  summary: 'UUID: version 4, or version 7, which holds a time that grows with the rows',
  type: 'uuid',
  options: z.strictObject({
    version: z.union([z.literal(4), z.literal(7)]).default(4),
    from: momentOption.default(WINDOW_FROM).describe('version 7: time of the first row'),
  }),
  examples: [{}, { version: 7 }],
  maker({ version, from }, context) {
    const { stream } = context
    const start = Math.floor(microsOf(from) / 1000)
    const jitter = substream(stream, 'millisecond')
    return {
      capacity: CAPACITY,
      make: (asked) => {
        const rows = context.unique ? { ...asked, attempt: 0 } : asked
        // Of one attempt the first word is a bijection of the row's low 32 bits; the fourth holds what lies above them.
        const first = words(stream, rows, 0)
        const second = words(stream, rows, 1)
        const third = words(stream, rows, 2)
        const out = new Uint32Array(4 * rows.length)
        const key = word(stream, 0, 3, rows.attempt)
        for (let i = 0; i < rows.length; i++) {
          const row = rows.numbers[i]!
          if (row >= CAPACITY) throw beyondCapacity(CAPACITY)
          const at = 4 * i
          out[at] = first[i]!
          out[at + 1] = (second[i]! & 0xffff0fff) | 0x4000
          out[at + 2] = (third[i]! & 0x3fffffff) | 0x80000000
          out[at + 3] = mixed(first[i]! ^ key) + (row >= TWO_32 ? Math.floor(row / TWO_32) : 0)
        }
        if (version === 7) putTime(out, rows.numbers, start, fractions(jitter, rows))
        return uuids(out)
      },
    }
  },
})

/** 48 bits of milliseconds in front: each row has its own tenth of a second, so the time alone tells rows apart. */
function putTime(out: Uint32Array, numbers: Float64Array, start: number, units: Float64Array): void {
  for (let i = 0; i < numbers.length; i++) {
    const at = 4 * i
    const time = start + numbers[i]! * ROW_MILLISECONDS + Math.floor(units[i]! * ROW_MILLISECONDS)
    const high = Math.floor(time / 65536)
    out[at] = high
    out[at + 1] = ((time - high * 65536) << 16) | (out[at + 1]! & 0xfff) | 0x7000
  }
}
