import { expect, test } from 'vitest'
import { readVector, vectorText } from './vector-text.ts'
import { isBeyond, roundingBound, vectorTypes } from './vector-type.ts'

test('a vector is written as its type reads it, and read as the type keeps it', () => {
  expect(vectorText('vector', [1, -0.5, 1e-10])).toBe('[1,-0.5,1e-10]')
  expect(vectorText('sparsevec', Float32Array.of(0, 1.5, 0))).toBe('{2:1.5}/3')
  expect(vectorText('bit', [0.2, -1, 0])).toBe('100')
  expect(readVector('vector', '[123456.79,-0]')).toEqual([Math.fround(123456.79), -0])
  expect(readVector('sparsevec', '{2:1.5}/3')).toEqual([0, 1.5, 0])
  expect(readVector('sparsevec', '{}/2')).toEqual([0, 0])
  for (const type of vectorTypes) expect(readVector(type, vectorText(type, [1, 0, 1]))).toEqual([1, 0, 1])
})

test('rounding to single precision stays within half a unit in the last place, and no tighter bound holds', () => {
  const values = [1, 1 / 3, 0.1, 123_456.789, 16_777_217, 1e-40, -5e30]
  for (const value of values) {
    expect(Math.abs(Math.fround(value) - value)).toBeLessThanOrEqual(roundingBound('vector', value))
  }
  expect(Math.abs(Math.fround(16_777_217) - 16_777_217)).toBe(roundingBound('vector', 16_777_217))
})

test('half precision keeps eleven bits, and nothing beyond 65504 but what rounds to it', () => {
  expect(roundingBound('halfvec', 12_345)).toBe(4)
  expect(roundingBound('halfvec', 1e-10)).toBe(2 ** -25)
  expect([65_519, 65_520, -70_000].map((value) => isBeyond('halfvec', value))).toEqual([false, true, true])
  expect(isBeyond('vector', 3.5e38)).toBe(true)
  expect(isBeyond('bit', 1e300)).toBe(false)
})
