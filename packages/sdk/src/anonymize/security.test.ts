import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { localeOf } from '../values/locale.ts'
import type { MaskingKey } from './key/masking-key.ts'
import { readMaskingKey } from './key/read-masking-key.ts'
import type { Transform } from './transform.ts'
import { email } from './transforms/email.ts'
import { exampleColumn, exampleRow, exampleSetting } from './transforms/example-setting.ts'
import { firstName } from './transforms/first-name.ts'
import { keyInteger } from './transforms/key-integer.ts'
import { phone } from './transforms/phone.ts'
import { username } from './transforms/username.ts'
import { uuid } from './transforms/uuid.ts'

/**
 * What somebody can do who has no key, but all else: this code, the masked column, and the list of all values that were
 * in it. Each guess names one of the values for each masked one; right by chance is one in as many as there are.
 */
const PEOPLE = 2000
const { first, last } = localeOf('en').words
const names = Array.from(
  { length: PEOPLE },
  (_, i) => [first.female[i % 500]!, last.male[(i * 7 + (i >> 9)) % 400]!] as const,
)
const spelled = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '')

const columns: readonly (readonly [transform: Transform, values: readonly string[]])[] = [
  [email, names.map(([a, b], i) => `${spelled(a)}.${spelled(b)}${i}@${['gmail.com', 'web.de', 'x.org'][i % 3]}`)],
  [username, names.map(([a], i) => `${spelled(a)}${i}`)],
  [phone, names.map((_, i) => `+49 151 ${String(10_000_000 + i * 7919).padStart(8, '0')}`)],
  [uuid, names.map((_, i) => `0190b5a0-7c00-7000-8000-${String(i).padStart(12, '0')}`)],
  [keyInteger, names.map((_, i) => String(100_000 + i))],
]

const secret = randomBytes(32).toString('base64')
const row = exampleRow()

function masked(transform: Transform, values: readonly string[], key: MaskingKey): string[] {
  const mask = transform.mask(transform.options.parse({}), {
    ...exampleSetting(),
    key: key.domain(transform.domain ?? transform.name),
    column: exampleColumn('text'),
    nested: () => expect.unreachable('these transforms mask no parts'),
  })
  return values.map((value) => mask.value(value, row) ?? '')
}

/** How many of the masked values are told by the dictionary of what each value becomes under a key. */
function recovered(outputs: readonly string[], values: readonly string[], dictionary: readonly string[]): number {
  const owner = new Map(dictionary.map((output, i) => [output, values[i]]))
  return outputs.filter((output, i) => owner.get(output) === values[i]).length
}

/** By chance one value in PEOPLE is right: more than 12 of them come less often than once in 10^9 times. */
const BOUND = 12

describe.each(columns.map(([transform, values]) => [transform.name, transform, values] as const))(
  '%s',
  (_, transform, values) => {
    const outputs = masked(transform, values, readMaskingKey(secret))

    test('with the key, the dictionary tells every value: the attack works', () => {
      expect(recovered(outputs, values, masked(transform, values, readMaskingKey(secret)))).toBe(PEOPLE)
    })

    test('with keys that are tried, of this or another team or environment, it tells no more than guessing', () => {
      const tried = [
        ...Array.from({ length: 6 }, () => readMaskingKey(randomBytes(32).toString('base64'))),
        readMaskingKey('AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='),
        readMaskingKey(secret, { team: 'billing' }),
        readMaskingKey(secret, { environment: 'staging' }),
        readMaskingKey(secret).domain('other'),
      ]
      for (const key of tried) expect(recovered(outputs, values, masked(transform, values, key))).toBeLessThan(BOUND)
    })

    const ranked = (texts: readonly string[], by: (text: string) => string): number[] =>
      texts
        .map((text, i) => [by(text), i] as const)
        .sort(([a, i], [b, j]) => (a < b ? -1 : a > b ? 1 : i - j))
        .map(([, i]) => i)
    const rightBy = (sign: (text: string) => string): number => {
      const theirs = ranked(values, sign)
      return ranked(outputs, sign).filter((i, at) => theirs[at] === i).length
    }

    test('by order and by letters it tells no more than guessing', () => {
      const reversed = (text: string) => [...text].reverse().join('')
      for (const sign of [(text: string) => text, reversed]) expect(rightBy(sign)).toBeLessThan(BOUND)
    })

    test('by format, which stays, it tells no more than guessing among the values of one format', () => {
      const formatOf = (text: string) =>
        text
          .replace(/\.test$/, '')
          .replace(/[a-z]/g, 'a')
          .replace(/\d/g, '9')
      const formats = transform === uuid ? 1 : new Set(values.map(formatOf)).size
      const right = rightBy((text) => `${transform === uuid ? '' : formatOf(text)} ${text}`)
      // In each format one is right by chance, with a deviation of one.
      expect(right).toBeLessThan(formats + 6 * Math.sqrt(formats) + BOUND)
    })

    test('two environments of one key share no value above chance', () => {
      const other = new Set(masked(transform, values, readMaskingKey(secret, { environment: 'staging' })))
      const shared = outputs.filter((output) => other.has(output)).length
      // Of 900,000 numbers with six digits 2,000 were drawn twice: 4 or 5 are in both by chance. Of all else none is.
      expect(shared).toBeLessThan(transform.name === 'key-integer' ? 22 : 2)
    })
  },
)

test('a name is told by its frequency at the most: which fake one it becomes is drawn anew by each key', () => {
  const words = first.female
  const a = masked(firstName, words, readMaskingKey(secret))
  const b = masked(firstName, words, readMaskingKey(randomBytes(32).toString('base64')))
  expect(a).toEqual(masked(firstName, words, readMaskingKey(secret)))
  expect(a.filter((name, i) => name === b[i]).length).toBeLessThan(BOUND)
  expect(a.filter((name, i) => name === words[i])).toEqual([])
})
