import fc from 'fast-check'
import { expect, test } from 'vitest'
import { permutation } from './permute.ts'
import { streamOf } from './stream.ts'

test('every domain up to 300 is permuted whole: each value once, none outside', () => {
  for (let size = 1; size <= 300; size++) {
    const { at } = permutation(streamOf(size), size)
    const seen = new Set(Array.from({ length: size }, (_, index) => at(index)))
    expect(seen.size).toBe(size)
    expect(Math.max(...seen)).toBe(size - 1)
  }
})

test('the inverse undoes the permutation, up to 2^52', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 2 ** 52 }), fc.string(), (raw, size, seed) => {
      const shuffled = permutation(streamOf(seed), size)
      const index = raw % size
      const value = shuffled.at(index)
      expect(value).toBeLessThan(size)
      expect(shuffled.inverse(value)).toBe(index)
    }),
  )
})

test('another seed gives another order', () => {
  const order = (seed: string) => Array.from({ length: 100 }, (_, i) => permutation(streamOf(seed), 100).at(i))
  expect(order('a')).not.toEqual(order('b'))
})

test('a size that is no count is refused', () => {
  for (const size of [0, -1, 1.5, Number.NaN, 2 ** 53]) expect(() => permutation(streamOf(1), size)).toThrow(RangeError)
})
