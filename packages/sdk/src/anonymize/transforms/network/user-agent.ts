import { defineTransform, noOptions } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { type Draws, keyedDraws } from '../draws/keyed-draws.ts'

interface Family {
  readonly sign: RegExp
  /** # stands for the version that is drawn. */
  readonly text: string
  readonly first: number
  readonly versions: number
}

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const apple = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'

/** In this order: what names itself last in a header also names those before it. */
const families: readonly Family[] = [
  {
    sign: /bot|crawl|spider|slurp/i,
    text: 'Mozilla/5.0 (compatible; ExampleBot/#.0; +https://example.com/bot)',
    first: 1,
    versions: 40,
  },
  { sign: /okhttp/i, text: 'okhttp/4.#.0', first: 0, versions: 13 },
  { sign: /^curl\//i, text: 'curl/8.#.0', first: 0, versions: 16 },
  { sign: /^(wget|python|java|go-http|axios|node|postman|dart|ruby|php)/i, text: 'Wget/1.#', first: 12, versions: 14 },
  {
    sign: /edg(e|a|ios)?\//i,
    text: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/#.0.0.0 Safari/537.36 Edg/#.0.0.0`,
    first: 100,
    versions: 40,
  },
  {
    sign: /firefox.*mobile|mobile.*firefox|fxios/i,
    text: 'Mozilla/5.0 (Android 14; Mobile; rv:#.0) Gecko/#.0 Firefox/#.0',
    first: 100,
    versions: 40,
  },
  {
    sign: /firefox/i,
    text: 'Mozilla/5.0 (X11; Linux x86_64; rv:#.0) Gecko/20100101 Firefox/#.0',
    first: 100,
    versions: 40,
  },
  {
    sign: /android/i,
    text: `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${webkit} Chrome/#.0.0.0 Mobile Safari/537.36`,
    first: 100,
    versions: 40,
  },
  {
    sign: /iphone/i,
    text: `Mozilla/5.0 (iPhone; CPU iPhone OS 17_# like Mac OS X) ${apple} Version/17.# Mobile/15E148 Safari/604.1`,
    first: 0,
    versions: 7,
  },
  {
    sign: /ipad/i,
    text: `Mozilla/5.0 (iPad; CPU OS 17_# like Mac OS X) ${apple} Version/17.# Mobile/15E148 Safari/604.1`,
    first: 0,
    versions: 7,
  },
  {
    sign: /chrome|crios/i,
    text: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/#.0.0.0 Safari/537.36`,
    first: 100,
    versions: 40,
  },
  {
    sign: /safari/i,
    text: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${apple} Version/17.# Safari/605.1.15`,
    first: 0,
    versions: 7,
  },
  {
    sign: /mozilla/i,
    text: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/#.0.0.0 Safari/537.36`,
    first: 100,
    versions: 40,
  },
]

export const userAgent = defineTransform({
  name: 'user-agent',
  group: 'network',
  summary:
    'A usual User-Agent header of the same family: browser, telephone, robot or program. Other texts by their format',
  options: noOptions,
  accepts: ['text'],
  promises: (_, { unique }) => ({
    deterministic: true,
    unique: unique ? 'preserved' : 'lost',
    format: unique ? 'preserved' : 'similar',
    longest: (length) => (unique ? length : Math.max(length, 150)),
  }),
  mask(_, { key, column }) {
    const otherwise = formFallback(key)
    if (column.unique) return { value: otherwise }
    const draws = keyedDraws(key, 'user agent')
    return {
      value(text) {
        const family = families.find(({ sign }) => sign.test(text))
        return family ? otherOf(family, draws.of(text), text) : otherwise(text)
      },
    }
  },
})

function otherOf({ text, first, versions }: Family, drawn: Draws, value: string): string {
  const index = drawn.below(versions)
  const written = (i: number) => text.replaceAll('#', String(first + (i % versions)))
  return written(index) === value ? written(index + 1) : written(index)
}
