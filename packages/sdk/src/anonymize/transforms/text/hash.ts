import { z } from 'zod'
import { defineTransform } from '../define-transform.ts'
import { keyedDraws } from '../draws/keyed-draws.ts'

const bitsASign = { hex: 4, base64url: 6 } as const
/** Two values meet by chance of less than 2^-60. */
const ENOUGH_BITS = 61

const options = z.strictObject({
  encoding: z.enum(['hex', 'base64url']).default('hex'),
  length: z.number().int().min(4).max(128).default(32).describe('signs; of a column of bytes, bytes'),
  prefix: z.string().default('').describe('stands before it'),
})

type Options = z.output<typeof options>

export const hash = defineTransform({
  name: 'hash',
  group: 'text',
  summary: 'A keyed hash of the value: equal values have equal ones, and nothing else of them is left',
  options,
  examples: [{}, { encoding: 'base64url', length: 16 }, { prefix: 'user-', length: 16 }],
  accepts: ['text', 'bytes', 'uuid'],
  promises(given, { type }) {
    const signs = signsOf(given, type.maxLength)
    const bits = type.form === 'uuid' ? 122 : type.form === 'bytes' ? signs * 8 : signs * bitsASign[given.encoding]
    return {
      deterministic: true,
      unique: bits >= ENOUGH_BITS ? 'likely' : 'lost',
      format: type.form === 'uuid' ? 'preserved' : 'lost',
      longest: () => (type.form === 'uuid' ? 36 : type.form === 'bytes' ? 2 + 2 * signs : given.prefix.length + signs),
    }
  },
  mask(given, { key, column: { type } }) {
    const draws = keyedDraws(key, 'hash')
    const signs = signsOf(given, type.maxLength)
    return {
      value(text) {
        const drawn = draws.of(text)
        if (type.form === 'bytes') return `\\x${Buffer.from(drawn.bytes(signs)).toString('hex')}`
        if (type.form === 'uuid') return uuidOf(drawn.bytes(16))
        const bytes = Buffer.from(drawn.bytes(signs))
        return given.prefix + bytes.toString(given.encoding).slice(0, signs)
      },
    }
  },
})

/** So many as the column has room for. */
function signsOf({ length, prefix }: Options, maxLength = Number.POSITIVE_INFINITY): number {
  return Math.max(1, Math.min(length, maxLength - [...prefix].length))
}

function uuidOf(bytes: Uint8Array): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
