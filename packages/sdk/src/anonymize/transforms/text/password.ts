import { defineTransform, noOptions } from '../define-transform.ts'
import { type Draws, keyedDraws } from '../draws/keyed-draws.ts'

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const crypt = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const hex = '0123456789abcdef'

/** A kind of hash: the scheme and its costs, which stay, then salt and hash, which are drawn anew sign by sign. */
interface Scheme {
  readonly pattern: RegExp
  readonly signs: string
}

const schemes: readonly Scheme[] = [
  // Of bcrypt the last sign of salt and hash has bits that must be zero: it stays.
  { pattern: /^(\$2[abxy]?\$\d\d\$)([./A-Za-z0-9]{21})([.Oeu])([./A-Za-z0-9]{30})([./A-Za-z0-9])$/, signs: crypt },
  { pattern: /^(\$[156]\$(?:rounds=\d+\$)?)([./A-Za-z0-9]{1,16})(\$)([./A-Za-z0-9]{22,86})$/, signs: crypt },
  { pattern: /^(\$y\$[^$]+\$)([./A-Za-z0-9]+)(\$)([./A-Za-z0-9]+)$/, signs: crypt },
  {
    pattern:
      /^(\$(?:argon2[id]{1,2}|scrypt|pbkdf2[a-z0-9-]*)\$(?:[a-z0-9=,.]+\$)*)([A-Za-z0-9+/.]+)(\$)([A-Za-z0-9+/.]+)$/,
    signs: base64,
  },
  {
    pattern:
      /^((?:pbkdf2|scrypt|bcrypt|argon2)[a-z0-9_]*[$:](?:\d+[$:])*)([A-Za-z0-9]+)([$:])([A-Za-z0-9+/]+)(={0,2})$/,
    signs: base64,
  },
  { pattern: /^(\{S?(?:SHA|MD5|SHA256|SHA512)\})()()([A-Za-z0-9+/]+)(={0,2})$/, signs: base64 },
  {
    pattern: /^(md5|\\x|0x|)()()([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/,
    signs: hex,
  },
]

const HIDDEN = 12

export const password = defineTransform({
  name: 'password',
  group: 'text',
  summary:
    'A well-formed hash that no password is known for, of the same scheme and costs; what is no hash becomes twelve stars',
  options: noOptions,
  accepts: ['text'],
  promises: () => ({
    deterministic: true,
    unique: 'lost',
    format: 'similar',
    longest: (length) => Math.max(length, HIDDEN),
  }),
  mask(_, { key, column: { type } }) {
    const draws = keyedDraws(key, 'hash')
    const hidden = '*'.repeat(Math.min(HIDDEN, type.maxLength ?? HIDDEN))
    return {
      value(text) {
        if (text === '') return text
        for (const { pattern, signs } of schemes) {
          const [, scheme, salt = '', between = '', hash = '', end = ''] = pattern.exec(text) ?? []
          if (scheme === undefined) continue
          const drawn = draws.of(text)
          return scheme + drawnSigns(drawn, signs, salt.length) + between + drawnSigns(drawn, signs, hash.length) + end
        }
        return hidden
      },
    }
  },
})

function drawnSigns(drawn: Draws, signs: string, count: number): string {
  return Array.from({ length: count }, () => signs[drawn.below(signs.length)]).join('')
}
