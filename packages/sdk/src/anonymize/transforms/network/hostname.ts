import { z } from 'zod'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask } from '../draws/fitted-mask.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { formatMask } from '../draws/format-mask.ts'
import { leastOf, shortCode, uniqueByCode } from '../draws/short-code.ts'

/** Never in use: RFC 2606 and RFC 6761 keep it free. */
const RESERVED = '.example'

/** Of what would be too long for its column. */
const around = { before: '', behind: RESERVED }

const hostPattern =
  /^(?=.{1,253}$)[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?(?:\.[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?)*\.?$/u

export const hostname = defineTransform({
  name: 'hostname',
  group: 'network',
  summary:
    'Another host name or domain below .example, which nobody owns: letters and digits of each part are permuted',
  options: z.strictObject({}),
  accepts: ['text'],
  promises: (_, { type }) => ({
    deterministic: true,
    unique: uniqueByCode(type, around),
    format: 'similar',
    longest: fittedLength(type, leastOf(around), (length) => length + RESERVED.length),
  }),
  mask(_, { key, column }) {
    const permuted = formatMask(key, 'host')
    const otherwise = formFallback(key)
    const value = (text: string): string => {
      if (!hostPattern.test(text)) return otherwise(text)
      const rooted = text.endsWith('.') ? '.' : ''
      return `${permuted(text.slice(0, text.length - rooted.length))}${RESERVED}${rooted}`
    }
    const code = shortCode(key, around)
    return fittedMask(column.type, { value }, (_result, most, text) => code(text, most))
  },
})
