import { z } from 'zod'
import { defineTransform } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { formatMask } from '../draws/format-mask.ts'

/** Never in use: RFC 2606 and RFC 6761 keep it free. */
const RESERVED = '.example'

const hostPattern =
  /^(?=.{1,253}$)[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?(?:\.[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?)*\.?$/u

export const hostname = defineTransform({
  name: 'hostname',
  group: 'network',
  summary:
    'Another host name or domain below .example, which nobody owns: letters and digits of each part are permuted',
  options: z.strictObject({}),
  accepts: ['text'],
  promises: () => ({
    deterministic: true,
    unique: 'preserved',
    format: 'similar',
    longest: (length) => length + RESERVED.length,
  }),
  mask(_, { key }) {
    const permuted = formatMask(key, 'host')
    const otherwise = formFallback(key)
    return {
      value(text) {
        if (!hostPattern.test(text)) return otherwise(text)
        const rooted = text.endsWith('.') ? '.' : ''
        return `${permuted(text.slice(0, text.length - rooted.length))}${RESERVED}${rooted}`
      },
    }
  },
})
