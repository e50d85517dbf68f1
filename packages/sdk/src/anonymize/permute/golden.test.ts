import { expect, test } from 'vitest'
import { integerPermutation } from './integer-permutation.ts'
import { SymbolPermutation } from './symbol-permutation.ts'
import { TextHash } from './text-hash.ts'
import { TextPermutation } from './text-permutation.ts'
import { UuidPermutation } from './uuid-permutation.ts'

const key = Uint32Array.of(0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c)
const texts = [
  '',
  '-',
  '7',
  'x',
  '42',
  '1234',
  '12345',
  'Anna',
  'anna.smith',
  'Anna-Sophie.Muster_1984',
  'Zoë Brontë',
  'Жанна',
  '漢字',
  'あア한글ก',
]
const long = 'abcDEF 123, '.repeat(200)

/**
 * Masks of all clones stand on these. A change here is a change of every mask: its version has to be raised, and the
 * file of the new version is written by `vitest run golden -u`.
 */
test('what permutations of version 1 give never changes, and is taken back by their inverses', async () => {
  const text = new TextPermutation(key)
  for (const value of [...texts, long]) {
    expect(text.inverse(text.text(value))).toBe(value)
    expect(text.inverse(text.text(value, 'Context'), 'context')).toBe(value)
  }
  const ranges = [
    [0n, 1n],
    [1n, 9n],
    [-500n, 70_000n],
    [0n, 2n ** 31n - 1n],
    [0n, 2n ** 47n],
    [-(2n ** 63n), 2n ** 63n - 1n],
  ] as const
  const integers = ranges.map(([low, high]) => {
    const permutation = integerPermutation(key, low, high)
    const images = [low, (low + high) / 2n, high].map((value) => permutation.at(value))
    expect(images.map((image) => permutation.inverse(image))).toEqual([low, (low + high) / 2n, high])
    return `${low}…${high}: ${images.join(' ')}`
  })
  const symbols = new SymbolPermutation(key)
  const mixed = [2, 3, 10, 26, 1000, 7, 65_536].map((most) => {
    symbols.begin()
    symbols.tweak(most, 0)
    const radices = [most, 10, 26, most, 3]
    for (const [i, radix] of radices.entries()) symbols.push(i % radix, radix)
    symbols.permute()
    return Array.from(symbols.symbols.subarray(0, symbols.count)).join(' ')
  })
  const words = Int32Array.of(0x550e8400, 0xe29b41d4, 0xa7164466, 0x55440000)
  new UuidPermutation(key).permute(words)
  const hash = new TextHash(key)
  const golden = {
    texts: texts.map((value) => [value, text.text(value), text.text(value, 'context')]),
    long: text.text(long).slice(-60),
    integers,
    mixed,
    uuid: Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('-'),
    hashes: texts.map((value) => [hash.of(value).low, hash.high, hash.below(1000)]),
  }
  await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot('./golden/permutations@1.json')
})
