import { z } from 'zod'
import { type Rows, substream, words } from '../../random/stream.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import { indexSource, LARGEST_DOMAIN } from '../domain.ts'
import type { KindContext } from '../kind.ts'
import { hexDigits, tokenMaker } from '../token.ts'

/** Random bytes; of a unique field the first ones hold the permuted row number. */
function byteSource(context: KindContext, most: number, least: number) {
  let size = 1
  for (let i = 0; i < least && size * 256 <= LARGEST_DOMAIN; i++) size *= 256
  const places = size === 1 ? 0 : Math.min(least, 6)
  const indices = context.unique ? indexSource(context, size) : undefined
  const stream = substream(context.stream, 'bytes')
  const lengths = substream(context.stream, 'length')
  return {
    capacity: size,
    bytes: (rows: Rows): Uint8Array[] => {
      const drawn = Array.from({ length: Math.ceil(most / 4) }, (_, k) => words(stream, rows, k))
      const count = words(lengths, rows)
      const numbers = indices?.(rows)
      return Array.from({ length: rows.length }, (_, i) => {
        const length = least + (count[i]! % (most - least + 1))
        const out = new Uint8Array(length)
        for (let k = 0; k < length; k++) out[k] = drawn[k >> 2]![i]! >>> (8 * (k & 3))
        if (numbers) {
          let rest = numbers[i]!
          for (let k = 0; k < places; k++) {
            out[k] = rest % 256
            rest = Math.floor(rest / 256)
          }
        }
        return out
      })
    },
  }
}

export const bytes = defineKind({
  name: 'bytes',
  group: 'numbers',
  summary: 'Random bytes',
  type: 'bytes',
  options: z.strictObject({
    min: z.number().int().min(1).max(65_536).default(16).describe('fewest bytes'),
    max: z.number().int().min(1).max(65_536).optional().describe('most bytes; default: as many as min'),
  }),
  examples: [{}, { min: 1, max: 40 }],
  maker({ min, max = min }, context) {
    if (max < min) throw optionsError('min is above max')
    const room = context.maxLength === undefined ? max : Math.min(max, context.maxLength)
    const source = byteSource(context, room, Math.min(min, room))
    return {
      capacity: source.capacity,
      make: (rows) => ({ type: 'bytes', length: rows.length, values: source.bytes(rows) }),
    }
  },
})

export const hex = defineKind({
  name: 'hex',
  group: 'numbers',
  summary: 'Hexadecimal digits, as of a hash or a commit',
  type: 'text',
  options: z.strictObject({ length: z.number().int().min(1).max(4096).default(32) }),
  examples: [{}, { length: 40 }],
  maker: ({ length }, context) =>
    tokenMaker(context, { alphabet: hexDigits, length: Math.min(length, context.maxLength ?? length) }),
})

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base 64 has letters of both cases: a unique one repeats no text in another case, so it can't be made of unique bytes. */
export const base64 = defineKind({
  name: 'base64',
  group: 'numbers',
  summary: 'Random bytes in base 64, of whole groups: three bytes are four characters',
  type: 'text',
  options: z.strictObject({ bytes: z.number().int().min(3).max(3072).default(24).describe('rounded down to threes') }),
  examples: [{}, { bytes: 3 }],
  maker({ bytes }, context) {
    const whole = Math.floor(Math.min(bytes, ((context.maxLength ?? Number.POSITIVE_INFINITY) / 4) * 3) / 3)
    if (whole < 1) throw optionsError('base 64 takes at least 4 characters')
    return tokenMaker(context, { alphabet, length: whole * 4 })
  },
})
