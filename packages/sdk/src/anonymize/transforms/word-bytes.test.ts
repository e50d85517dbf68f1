import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyRuns } from '../../../test/property-runs.ts'
import { caseless } from '../../values/lists.ts'
import { localeOf } from '../../values/locale.ts'
import { compileRule } from './compile-rule.ts'
import { CaselessBytes } from './draws/caseless-bytes.ts'
import { letterCaseOf } from './draws/letter-case.ts'
import { exampleColumn, exampleRow, exampleSetting } from './example-setting.ts'
import { findNumber, NumberFinder } from './places/find-number.ts'

/** Transforms that have a way of their own over bytes: what it writes is what the text gives. */
const names = [
  'street-address',
  'street',
  'city',
  'state',
  'country',
  'company',
  'job-title',
  'building-number',
  'postcode',
]
const locales = ['en', 'de', 'ja', 'ru', 'tr', 'el', 'fr', 'zh_CN']
const row = exampleRow()
const encoder = new TextEncoder()

const letters = fc.string({
  unit: fc.constantFrom(...'aZzi s1209,\t-.ßÉéİıŉſΣςЙйё\u00a0\u0301\u2028’漢😀ﬁŁłÿŸ'),
  maxLength: 14,
})
const numbers = fc.tuple(fc.constantFrom('', '0', '00', '1'), fc.nat(123_456)).map((parts) => parts.join(''))
const numbered = fc
  .tuple(
    fc.oneof(numbers, letters),
    fc.constantFrom('', ' ', ', ', 'b', ' b', 'B, ', '\n'),
    letters,
    fc.constantFrom('', ' ', ','),
    fc.oneof(numbers, letters),
    fc.constantFrom('', 'c', ' C'),
  )
  .map((parts) => parts.join(''))

/** Words of the lists themselves, so that some are drawn for themselves, and texts that are near to what is expected. */
function valuesOf(locale: string): fc.Arbitrary<string> {
  const { words } = localeOf(locale)
  const lists = [words.cities, words.streets, words.states, words.jobTitles, words.last.male]
  const word = fc.oneof(
    ...lists.map((list) => fc.constantFrom(...list)),
    fc.constantFrom(...words.countries).map(([, country]) => country),
  )
  const cased = fc
    .tuple(word, fc.constantFrom('as it is', 'capitals', 'small', 'spaces'))
    .map(([text, how]) =>
      how === 'capitals'
        ? text.toUpperCase()
        : how === 'small'
          ? text.toLowerCase()
          : how === 'spaces'
            ? ` ${text} `
            : text,
    )
  const address = fc.tuple(numbers, cased).map((parts) => parts.join(' '))
  return fc.oneof(cased, address, numbered, letters, numbers)
}

interface Column {
  readonly unique?: boolean
  readonly maxLength?: number
}

function expectAlike(name: string, locale: string, { unique = false, ...type }: Column, runs: number): void {
  const column = exampleColumn('text', { unique })
  const { mask } = compileRule(
    name,
    { ...column, type: { ...column.type, ...type } },
    exampleSetting({ locale: localeOf(locale) }),
  )
  fc.assert(
    fc.property(valuesOf(locale), (text) => {
      const value = mask.value(text, row)
      expect(written(mask.bytes, text)).toBe(value)
      expect(written(mask.bytes, text)).toBe(value)
    }),
    { numRuns: runs },
  )
}

/** In the middle of other bytes, into a buffer that is too small. */
function written(bytes: ReturnType<typeof compileRule>['mask']['bytes'], text: string): string {
  const input = encoder.encode(`7${text}b`)
  const out = {
    bytes: Uint8Array.of(33, 0),
    at: 1,
    reserve(length: number) {
      if (this.at + length <= this.bytes.length) return
      const wider = new Uint8Array(this.at + length)
      wider.set(this.bytes)
      this.bytes = wider
    },
  }
  bytes?.(input, 1, input.length - 1, out)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(out.bytes.subarray(1, out.at))
}

describe.each(names)('%s', (name) => {
  test.each(locales)('writes in bytes what it gives as text, in %s', (locale) => {
    expectAlike(name, locale, {}, 120)
  })
  test('so it does in columns that are short, or must stay distinct', () => {
    for (const locale of ['en', 'de']) {
      for (const column of [{ maxLength: 3 }, { maxLength: 12 }, { unique: true }])
        expectAlike(name, locale, column, 80)
    }
  })
})

test('case is told on bytes as it is on texts, of all letters that are known', () => {
  const read = new CaselessBytes()
  const expectCase = (text: string) => {
    const bytes = encoder.encode(`<${text}>`)
    if (!read.take(bytes, 1, bytes.length - 1)) return false
    expect(new TextDecoder().decode(read.bytes.subarray(0, read.length))).toBe(caseless(text.trim()))
    expect(read.letterCase).toBe(letterCaseOf(text.trim()))
    return true
  }
  let known = 0
  for (let code = 1; code < 0x3000; code++) {
    const letter = String.fromCharCode(code)
    for (const text of [letter, `A${letter}`, `${letter}b`, `${letter}${letter} i`]) if (expectCase(text)) known++
  }
  expect(known).toBeGreaterThan(1500)
  fc.assert(fc.property(letters, (text) => void expectCase(text)))
})

test('bytes that are no UTF-8 are not read as letters', () => {
  const read = new CaselessBytes()
  for (const bytes of [[0xc3], [0xc3, 0x41], [65, 0x80], [0xff], [0xc3, 0xc3, 0xa9]]) {
    expect(read.take(Uint8Array.from(bytes), 0, bytes.length)).toBe(false)
  }
})

test('a house number is found in bytes where it is found in the text', () => {
  const finder = new NumberFinder()
  const found = new Set<string>()
  const ascii = numbered.map((text) => text.replace(/[^ -~\t\n]/g, '').trim()).filter((text) => text !== '')
  fc.assert(
    fc.property(ascii, (text) => {
      const { where, number } = findNumber(text)
      const input = encoder.encode(`7${text}b`)
      expect(finder.find(input, 1, input.length - 1)).toBe(where)
      expect(text.slice(finder.start - 1, finder.end - 1)).toBe(number)
      found.add(where)
    }),
    { numRuns: propertyRuns(2000) },
  )
  expect([...found].sort()).toEqual(['before', 'behind', 'inside', 'none'])
})
