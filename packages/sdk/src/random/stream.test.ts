import fc from 'fast-check'
import { expect, test } from 'vitest'
import { below, fraction } from './draw.ts'
import { rowRange, rowsAt, streamOf, substream, word, words } from './stream.ts'

test('the words of a seed are pinned: these numbers never change', () => {
  expect([...words(substream(streamOf(7), 'users', 'email'), rowRange(0, 4))]).toMatchInlineSnapshot(`
    [
      2619973873,
      2025913085,
      845978105,
      2684756869,
    ]
  `)
  expect(word(streamOf('seed'), 2 ** 40 + 3, 2, 1)).toMatchInlineSnapshot(`1460625222`)
})

test('a word depends on its row alone, not on which rows are asked for or in what order', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.nat(2 ** 45), { minLength: 1 }), fc.nat(9), (seed, numbers, draw) => {
      const stream = streamOf(seed)
      const got = words(stream, rowsAt(Float64Array.from(numbers)), draw)
      numbers.forEach((row, i) => {
        expect(got[i]).toBe(word(stream, row, draw))
      })
    }),
  )
})

test('the first million rows have a million distinct words', () => {
  expect(new Set(words(streamOf(1), rowRange(0, 1_000_000))).size).toBe(1_000_000)
})

test('paths are framed: parts that only look alike together give different streams', () => {
  const s = streamOf(1)
  const streams = [
    substream(s, 'ab', 'c'),
    substream(s, 'a', 'bc'),
    substream(s, 'abc'),
    substream(s, 1),
    substream(s, '1'),
    s,
  ]
  expect(new Set(streams.map((x) => `${x.a},${x.b}`)).size).toBe(streams.length)
})

/** Chi-squared over 256 cells: above 400 happens once in 10^8 times for a uniform source. */
function chiSquared(cells: Float64Array, total: number): number {
  const expected = total / cells.length
  return cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
}

test('high bits, low bits, neighbouring rows, draws, attempts and columns all look uniform and independent', () => {
  const n = 1 << 18
  const s = streamOf('uniform')
  const base = words(s, rowRange(0, n))
  const others = {
    high: base.map((w) => w >>> 24),
    low: base.map((w) => w & 255),
    neighbours: words(s, rowRange(1, n)).map((w, i) => (w >>> 24) ^ (base[i]! >>> 24)),
    draws: words(s, rowRange(0, n), 1).map((w, i) => (w >>> 24) ^ (base[i]! >>> 24)),
    attempts: words(s, { ...rowRange(0, n), attempt: 1 }).map((w, i) => (w >>> 24) ^ (base[i]! >>> 24)),
    columns: words(substream(s, 'x'), rowRange(0, n)).map((w, i) => (w & 255) ^ (base[i]! & 255)),
    seeds: words(streamOf('uniforn'), rowRange(0, n)).map((w, i) => (w & 255) ^ (base[i]! & 255)),
  }
  for (const [name, bytes] of Object.entries(others)) {
    const cells = new Float64Array(256)
    for (const byte of bytes) cells[byte] = cells[byte]! + 1
    expect(chiSquared(cells, n), name).toBeLessThan(400)
  }
})

test('below() stays inside its bound and reaches both ends', () => {
  fc.assert(fc.property(fc.nat(0xffffffff), fc.integer({ min: 1, max: 2 ** 32 }), (w, n) => below(w, n) < n))
  expect(below(0, 10)).toBe(0)
  expect(below(0xffffffff, 10)).toBe(9)
  expect(fraction(0xffffffff, 0xffffffff)).toBeLessThan(1)
})
