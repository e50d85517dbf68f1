import { z } from 'zod'
import type { Mask } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask } from '../draws/fitted-mask.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { formatMask } from '../draws/format-mask.ts'
import { leastOf, shortCode, uniqueByCode } from '../draws/short-code.ts'

const urlPattern = /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(:\d+)?([^?#]*)(\?[^#]*)?(#.*)?$/is
/** Of what would be too long for its column. */
const around = { before: 'https://', behind: '.example' }
const text = { kind: 'scalar', form: 'text' } as const

export const url = defineTransform({
  name: 'url',
  group: 'network',
  summary:
    'Another address: scheme, port, names of parameters and ends of files stay, the host is masked as hostname or ip does, the rest by its format',
  options: z.strictObject({
    path: z.enum(['mask', 'keep', 'drop']).default('mask').describe('what becomes of the path'),
    query: z
      .enum(['mask', 'keep', 'drop'])
      .default('mask')
      .describe('what becomes of parameters and of what follows #'),
  }),
  examples: [{}, { path: 'keep', query: 'drop' }],
  accepts: ['text'],
  promises: ({ path, query }, { type }) => ({
    deterministic: true,
    unique: path === 'drop' || query === 'drop' ? 'lost' : uniqueByCode(type, around),
    format: 'similar',
    // Each sign of an address of IPv6 may take more room, and a host a reserved end.
    longest: fittedLength(type, leastOf(around), (length) => length + 48),
  }),
  mask(given, { key, nested, column }) {
    const host = nested('hostname', text)
    const address = nested('ip', text)
    const format = formatMask(key, 'url')
    const otherwise = formFallback(key)
    const permuted = (part: string) => escapedApart(part, (piece) => format(piece))
    const chosen = (how: 'mask' | 'keep' | 'drop', part: string, mask: (part: string) => string) =>
      how === 'keep' ? part : how === 'drop' ? '' : mask(part)
    const mask: Mask = {
      value(value, row) {
        const parts = urlPattern.exec(value)
        if (!parts) return otherwise(value)
        const [, scheme = '', user, name = '', port = '', path = '', query = '', fragment = ''] = parts
        const inner = name.startsWith('[') ? name.slice(1, -1) : name
        const isAddress = name.startsWith('[') || /^[\d.]+$/.test(name)
        const masked = name === '' ? '' : ((isAddress ? address : host).value(inner, row) ?? '')
        const whole = [
          scheme,
          user === undefined ? '' : `${permuted(user)}@`,
          name.startsWith('[') ? `[${masked}]` : masked,
          port,
          chosen(given.path, path, (part) => maskedPath(part, permuted)),
          chosen(given.query, query, (part) => maskedQuery(part, permuted)),
          chosen(given.query, fragment, permuted),
        ].join('')
        return whole === value ? otherwise(value) : whole
      },
    }
    const code = shortCode(key, around)
    return fittedMask(column.type, mask, (_result, most, value) => code(value, most))
  },
})

/** The name of a parameter stays where it has a value, and is itself one where not. */
function maskedQuery(query: string, permuted: (part: string) => string): string {
  const parameters = query
    .slice(1)
    .split('&')
    .map((parameter) => {
      const equals = parameter.indexOf('=') + 1
      return parameter.slice(0, equals) + permuted(parameter.slice(equals))
    })
  return `?${parameters.join('&')}`
}

/** The end of a file's name stays. */
function maskedPath(path: string, permuted: (part: string) => string): string {
  const end = /\.[a-z]{1,5}\d?$/i.exec(path)?.[0] ?? ''
  return permuted(path.slice(0, path.length - end.length)) + end
}

/** What is between escaped bytes, such as %20, which stay. */
function escapedApart(part: string, mask: (piece: string) => string): string {
  return part.replace(/((?:%[0-9a-f]{2})*)([^%]+|%)?/gi, (_, escaped: string, piece: string | undefined) =>
    piece === undefined ? escaped : escaped + mask(piece),
  )
}
