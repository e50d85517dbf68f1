import { z } from 'zod'
import { caseless, cut, textLength } from '../../values/lists.ts'
import { textOf, writeText } from '../permute/recent-values.ts'
import { TextHash } from '../permute/text-hash.ts'
import { TextPermutation } from '../permute/text-permutation.ts'
import { codeOf, People, subjectOf } from '../person.ts'
import type { Mask, TransformColumn, TransformContext } from '../transform.ts'
import { defineTransform } from './define-transform.ts'
import { RecentDomains } from './recent-domains.ts'

const options = z.strictObject({
  domain: z
    .union([z.enum(['safe', 'keep']), z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'a domain is needed')])
    .default('safe')
    .describe(
      'safe: another one for each domain, below .test, where no mail is delivered; keep: as it was; or one domain for all',
    ),
  style: z
    .enum(['format', 'person'])
    .default('format')
    .describe('format: letters and digits replaced where they stand; person: the name of the subject’s fake person'),
})
type Options = z.output<typeof options>

/** Reserved by RFC 2606, as example.com is: no resolver knows them. */
const SAFE = '.test'
const PERSON_HOST = 'example.com'
const LONG_HOST = 'long.example'
/** Where that leaves no room for a whole code. */
const SHORT_HOST = 'l.test'
const CODE = 13
/** Characters before the @ that RFC 5321 allows. */
const LOCAL = 64
const AT = 64

/** What the domain's treatment adds to the value's own length. */
function added({ domain }: Options): number {
  return domain === 'safe' ? SAFE.length : domain === 'keep' ? 0 : domain.length + 1
}

/** Of what is too long for the column with what is added: a code alone, at a host that no other result has. */
function hostOfLong({ domain }: Options, { type: { maxLength } }: TransformColumn): string {
  if (domain !== 'safe') return domain
  return maxLength !== undefined && maxLength < CODE + 1 + LONG_HOST.length ? SHORT_HOST : LONG_HOST
}

/** How much of a code there is room for, of an address that is too long. */
function codeLength(given: Options, column: TransformColumn): number {
  const { maxLength = Number.POSITIVE_INFINITY } = column.type
  return Math.min(CODE, maxLength - 1 - hostOfLong(given, column).length)
}

/** How long an address may be and is masked as it stands; undefined where every one is. */
function mustShorten(given: Options, column: TransformColumn): number | undefined {
  const { maxLength } = column.type
  if (maxLength === undefined || added(given) === 0) return undefined
  return codeLength(given, column) > 0 ? Math.max(0, maxLength - added(given)) : undefined
}

export const email = defineTransform({
  name: 'email',
  version: 2,
  domain: 'people',
  group: 'contact',
  summary:
    'Another address that no mail reaches. Different ones stay different, those that differ by case alone still do, and a domain stays one domain',
  options,
  examples: [{}, { domain: 'keep' }, { domain: 'mail.test' }, { style: 'person' }],
  accepts: ['text'],
  promises(given, column) {
    if (given.style === 'person') return personPromises(given, column)
    const shortened = mustShorten(given, column)
    return {
      deterministic: true,
      // Addresses that the column holds only as they were become codes.
      unique: shortened === undefined ? 'preserved' : codeLength(given, column) < CODE ? 'lost' : 'likely',
      format: given.domain === 'keep' ? 'preserved' : 'similar',
      longest: (length) =>
        shortened === undefined
          ? length + added(given)
          : Math.min(length + added(given), column.type.maxLength ?? length),
      ...(given.domain === 'keep' ? { mayKeep: 'an address without a letter or digit before the @' } : {}),
    }
  },
  mask: (given, context) => (given.style === 'person' ? personMask(given, context) : formatMask(given, context)),
})

function formatMask(given: Options, { key, column }: TransformContext): Mask {
  const locals = new TextPermutation(key.words('email'))
  const domains = new TextPermutation(key.words('email domain'))
  const others = new TextPermutation(key.words('email without domain'))
  const hash = new TextHash(key.words('email code'))
  const limit = mustShorten(given, column) ?? Number.POSITIVE_INFINITY
  const [longHost, signs] = [hostOfLong(given, column), codeLength(given, column)]
  const { domain: treatment } = given
  const isFixed = treatment !== 'safe' && treatment !== 'keep'

  /** The last = is where a folded domain begins: a domain with one would be taken for another, and is no domain. */
  const isFolded = (domain: string): boolean => isFixed && domain.includes('=')
  /** What stands behind the name. */
  const behind = (domain: string): string => {
    if (treatment === 'keep') return `@${domain}`
    const other = domains.text(domain)
    return isFixed ? `=${other}@${treatment}` : `@${other}${SAFE}`
  }
  const value = (text: string): string => {
    const at = text.lastIndexOf('@')
    const domain = text.slice(at + 1)
    if (at < 0 || isFolded(domain)) return others.text(text)
    if (textLength(text) > limit) return `${codeOf(hash.of(text)).slice(0, signs)}@${longHost}`
    return locals.text(text.slice(0, at), domain) + behind(domain)
  }
  const recent = new RecentDomains(locals, (domain) => (isFolded(domain) ? undefined : behind(domain)))
  return {
    value,
    bytes(input, start, end, out) {
      let at = end - 1
      let hash = 0
      for (; at >= start; at--) {
        const byte = input[at]!
        if (byte === AT) break
        hash = ((hash << 5) | (hash >>> 27)) ^ byte
      }
      const domain = at < start || end - start > limit ? undefined : recent.of(input, at + 1, end, hash)
      if (domain !== undefined) {
        const { state, behind } = domain
        out.reserve(at - start + behind.length)
        const { bytes } = out
        let to = out.at
        if (locals.ascii(input, start, at, bytes, to, state)) {
          to += at - start
          for (let i = 0; i < behind.length; i++) bytes[to++] = behind[i]!
          out.at = to
          return
        }
      }
      writeText(value(textOf(input, start, end)), out)
    },
    inRows: { kind: 'email', most: limit, domains: recent },
  }
}

function personPromises({ domain }: Options, { type: { maxLength } }: TransformColumn) {
  const host = domain === 'safe' ? PERSON_HOST.length : domain === 'keep' ? undefined : domain.length
  const most = host === undefined ? undefined : LOCAL + 1 + host
  const least = CODE + 1 + (host ?? SHORT_HOST.length)
  return {
    deterministic: true,
    unique: 'likely',
    format: 'similar',
    longest: (length: number) =>
      Math.max(least, Math.min(most ?? LOCAL + 1 + length, maxLength ?? Number.POSITIVE_INFINITY)),
  } as const
}

function personMask({ domain }: Options, { key, locale, subject, column }: TransformContext): Mask {
  const people = new People(key, locale)
  const hash = new TextHash(key.words('email code'))
  const { maxLength = Number.POSITIVE_INFINITY, caseless: foldsCase = false } = column.type
  return {
    value(text, row) {
      const at = text.lastIndexOf('@')
      const own = domain === 'keep' ? text.slice(at + 1) : domain === 'safe' ? PERSON_HOST : domain
      const host = CODE + 1 + textLength(own) > maxLength ? SHORT_HOST : own
      const person = people.of(subjectOf(subject, row) ?? caseless(text))
      const code = codeOf(hash.of(foldsCase ? caseless(text) : text))
      const room = Math.min(LOCAL, maxLength - 1 - textLength(host)) - CODE - 1
      const name = room < 1 ? '' : cut(`${person.spelled('first', text)}.${person.spelled('last', text)}`, room)
      return `${name}${name === '' ? '' : '.'}${code}@${host}`
    },
  }
}
