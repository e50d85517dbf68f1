import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyRuns } from '../../../test/property-runs.ts'
import { alphabets, placeOf } from './alphabets.ts'
import { integerPermutation } from './integer-permutation.ts'
import { TextPermutation } from './text-permutation.ts'
import { UuidPermutation } from './uuid-permutation.ts'

const key = Uint32Array.of(1, 2, 3, 4)
/** Letters that were added after Unicode 14. */
const later = /^(?:88f|c5c|cdc|1c8[9a]|a7[c-f].)$/

describe('a permutation of integers', () => {
  test('gives every number of a small range once, and none to itself, for every size from 2 to 300', () => {
    for (let size = 2; size <= 300; size++) {
      const permutation = integerPermutation(key, 0n, BigInt(size - 1))
      const seen = new Set<number>()
      for (let i = 0; i < size; i++) {
        const image = permutation.atNumber(i)
        expect(image).not.toBe(i)
        expect(permutation.inverse(BigInt(image))).toBe(BigInt(i))
        seen.add(image)
      }
      expect(seen.size).toBe(size)
    }
  })

  test('gives every number once, and none to itself, just beyond what a table holds', () => {
    for (const size of [65_537, 70_001, 131_072]) {
      const permutation = integerPermutation(key, 0n, BigInt(size - 1))
      const seen = new Uint8Array(size)
      let own = 0
      for (let i = 0; i < size; i++) {
        const image = permutation.atNumber(i)
        if (image === i) own++
        seen[image]!++
      }
      expect(own).toBe(0)
      expect(seen.every((count) => count === 1)).toBe(true)
    }
  })

  test.each([
    [-32_768n, 32_767n],
    [-2_147_483_648n, 2_147_483_647n],
    [1n, 2_147_483_647n],
    [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
    [0n, 2n ** 48n - 1n],
    [0n, 2n ** 48n],
    [5n, 2n ** 53n],
    [0n, 2n ** 78n - 1n],
  ])('stays inside %s to %s, and is taken back by its inverse', (low, high) => {
    const permutation = integerPermutation(key, low, high)
    fc.assert(
      fc.property(fc.bigInt({ min: low, max: high }), (value) => {
        const image = permutation.at(value)
        expect(image >= low && image <= high && image !== value).toBe(true)
        expect(permutation.inverse(image)).toBe(value)
      }),
      { numRuns: propertyRuns(300) },
    )
  })

  test('refuses what is outside', () => {
    expect(() => integerPermutation(key, 1n, 9n).at(10n)).toThrow(RangeError)
    expect(() => integerPermutation(key, 1n, 0n)).toThrow(RangeError)
  })
})

describe('a permutation of texts', () => {
  const permutation = new TextPermutation(key)
  const format = (text: string): string =>
    text
      .replace(/[\u{10000}-\u{10ffff}]/gu, '\u{10000}')
      .replace(/[\ue000-\ue3ff]/g, '\ue000')
      .replace(/[A-Z]/g, 'A')
      .replace(/[a-z]/g, 'a')
      .replace(/\p{Nd}/gu, '9')
      // An alphabet of rare signs holds letters and numbers of several kinds.
      .replace(/[\p{L}\p{N}]/gu, (letter) => (/[Aa9]/.test(letter) ? letter : 'o'))

  const alphabet = (first: string, last: string): string[] => {
    const letters: string[] = []
    for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) letters.push(String.fromCharCode(code))
    return letters
  }
  const [digits, small, capitals, _greek] = [
    alphabet('0', '9'),
    alphabet('a', 'z'),
    alphabet('A', 'Z'),
    alphabet('α', 'ρ'),
  ]
  const product = (...lists: string[][]): string[] =>
    lists.reduce((texts, list) => texts.flatMap((text) => list.map((letter) => text + letter)), [''])

  test.each([
    ['9', product(digits)],
    ['a', product(small)],
    ['A-9', product(capitals, ['-'], digits)],
    ['99', product(digits, digits)],
    ['(aa)', product(['('], small, small, [')'])],
    ['9999', product(digits, digits, digits, digits)],
    ['Aa9', product(capitals, small, digits)],
    ['99999', product(digits, digits, digits, digits, digits)],
    ['aA 99', product(small, capitals, [' '], digits, digits)],
  ])('gives every text of the format %s once, and none to itself', (name, texts) => {
    const images = texts.map((text) => permutation.text(text))
    expect(new Set(images).size).toBe(texts.length)
    const all = new Set(texts)
    expect(images.every((image, i) => all.has(image) && image !== texts[i])).toBe(true)
    expect(name.length).toBe(texts[0]!.length)
  })

  test('keeps the format and is taken back by its inverse, whatever the text', () => {
    const letters = fc.constantFrom(...'aZ09éÉñßжЖωΩς漢字한글あアא٣ก-_.@ 😀\u0301'.split(''))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: letters, maxLength: 60 }), fc.string({ unit: 'binary' })), (text) => {
        const image = permutation.text(text)
        expect(format(image)).toBe(format(text))
        expect(permutation.inverse(image)).toBe(text)
      }),
      { numRuns: propertyRuns(400) },
    )
  })

  test('holds for long texts, which are permuted piece by piece', () => {
    const text = 'Lorem ipsum 42, '.repeat(300)
    const image = permutation.text(text)
    expect(format(image)).toBe(format(text))
    expect(permutation.inverse(image)).toBe(text)
    expect(image.slice(0, 1600)).not.toBe(image.slice(1600, 3200))
  })

  test('takes letters that differ by case alone to letters that differ by case alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcXYZéÉжЖ1.'.split('')), maxLength: 12 }), (text) => {
        expect(permutation.text(text.toLowerCase())).toBe(permutation.text(text).toLowerCase())
        expect(permutation.text(text.toUpperCase())).toBe(permutation.text(text).toUpperCase())
      }),
    )
  })

  test('is another one in another format, in another context and under another key', () => {
    const other = new TextPermutation(Uint32Array.of(1, 2, 3, 5))
    const plain = permutation.text('abcdef')
    expect(permutation.text('abcd-ef').replace('-', '')).not.toBe(plain)
    expect(permutation.text('abcdef', 'x')).not.toBe(plain)
    expect(permutation.inverse(permutation.text('abcdef', 'x'), 'x')).toBe('abcdef')
    expect(other.text('abcdef')).not.toBe(plain)
  })
})

describe('a permutation of UUIDs', () => {
  test('keeps version and variant, changes the rest, and is taken back by its inverse', () => {
    const permutation = new UuidPermutation(key)
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 4, maxLength: 4 }), (given) => {
        const words = Int32Array.from(given)
        permutation.permute(words)
        expect(words[1]! & 0xf000).toBe(given[1]! & 0xf000)
        expect(words[2]! >>> 30).toBe(given[2]! >>> 30)
        expect([...words]).not.toEqual(given)
        permutation.permute(words, false)
        expect([...words]).toEqual(given)
      }),
    )
  })
})

describe('alphabets', () => {
  test('no code is in two, and every letter and number of the first plane is in one, but for those of later versions of Unicode', () => {
    const all = alphabets.flatMap(({ letters, capitals }) =>
      letters === capitals ? [...letters] : [...letters, ...capitals],
    )
    expect(new Set(all).size).toBe(all.length)
    const missing: string[] = []
    for (let code = 0; code < 0xd800; code++) {
      const sign = String.fromCharCode(code)
      if (/[\p{L}\p{N}]/u.test(sign) && placeOf[code] === 0) missing.push(code.toString(16))
    }
    expect(missing.filter((code) => !later.test(code))).toEqual([])
  })

  test.each(['தமிழ்', 'Nguyễn', 'ქართული', 'ひらがな', '𠮷野家', 'አማርኛ', 'Straße', 'ᏣᎳᎩ'])(
    '%s does not get through',
    (word) => {
      const permutation = new TextPermutation(key)
      const image = permutation.text(word)
      expect(permutation.inverse(image)).toBe(word)
      for (const [i, sign] of [...word].entries())
        if (/[\p{L}]/u.test(sign)) expect([...image][i]).toMatch(/\p{L}|\p{Cn}/u)
      expect([...word].filter((sign, i) => /\p{L}/u.test(sign) && [...image][i] === sign).length).toBeLessThan(
        word.length / 2,
      )
    },
  )
})
