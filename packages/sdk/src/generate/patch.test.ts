import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Vector } from '../model/batch.ts'
import { packDictionary } from '../model/dictionary.ts'
import { joinVectors, patchVector, takeVector } from './patch.ts'

const dictionary = packDictionary(['ada', 'grace', 'linus'])
const constant = { type: 'const', text: '@x', bytes: new TextEncoder().encode('@x'), plain: true } as const

/** One vector of every type, row i recognisable by i. */
function everyType(start: number, length: number): Vector[] {
  const numbers = Array.from({ length }, (_, i) => start + i)
  const nulls = Uint8Array.from(numbers, (n) => (n % 5 === 0 ? 1 : 0))
  const picks = { type: 'pick', length, dictionary, indices: Int32Array.from(numbers, (n) => n % 3) } as const
  const ints = { type: 'int', length, values: Float64Array.from(numbers) } as const
  return [
    { ...ints, nulls },
    { type: 'float', length, values: Float64Array.from(numbers, (n) => n / 3) },
    { type: 'bigint', length, values: BigInt64Array.from(numbers, BigInt) },
    { type: 'decimal', length, scale: 2, unscaled: Float64Array.from(numbers) },
    { type: 'bool', length, values: Uint8Array.from(numbers, (n) => n % 2) },
    { type: 'date', length, days: Int32Array.from(numbers), nulls },
    { type: 'time', length, micros: Float64Array.from(numbers) },
    { type: 'timestamp', length, zoned: true, micros: Float64Array.from(numbers) },
    { type: 'uuid', length, words: Uint32Array.from(numbers.flatMap((n) => [n, n + 1, n + 2, n + 3])) },
    picks,
    { type: 'concat', length, nulls, parts: [picks, ints, { ...constant, length }] },
    { type: 'text', length, values: numbers.map(String) },
    { type: 'bytes', length, values: numbers.map((n) => Uint8Array.of(n)) },
    { type: 'json', length, values: numbers.map((n) => ({ n })) },
    { type: 'list', length, values: numbers.map(() => ints) },
  ]
}

const types = everyType(0, 1).map(({ type }) => type)

test.each(types)('a %s vector cut in two and joined again is the vector', (type) => {
  const at = types.indexOf(type)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(20), (length, cut) => {
      const whole = everyType(0, length)[at]!
      const places = Array.from({ length }, (_, i) => i)
      const split = cut % length
      const joined = joinVectors([takeVector(whole, places.slice(0, split)), takeVector(whole, places.slice(split))])
      expect(takeVector(joined, places)).toEqual({
        ...takeVector(whole, places),
        nulls: whole.nulls ?? new Uint8Array(length),
        ...innerNulls(joined),
      })
    }),
  )
})

/** Parts of a concat carry the nulls of the join, all 0. */
function innerNulls(joined: Vector): object {
  return joined.type === 'concat' ? { parts: joined.parts } : {}
}

test.each(types)('a patched %s vector holds the patch in its places and itself elsewhere', (type) => {
  const at = types.indexOf(type)
  const whole = everyType(0, 9)[at]!
  const patch = everyType(100, 3)[at]!
  const patched = patchVector(whole, [7, 0, 4], patch)
  for (const [place, from] of [
    [7, 0],
    [0, 1],
    [4, 2],
  ] as const) {
    expect(single(patched, place)).toEqual(single(patch, from))
  }
  for (const place of [1, 2, 3, 5, 6, 8]) expect(single(patched, place)).toEqual(single(whole, place))
})

function single(vector: Vector, place: number): unknown {
  const { nulls, ...rest } = takeVector(vector, [place])
  return { ...rest, null: nulls?.[0] === 1 }
}

test('vectors of different make are not mixed in silence', () => {
  const [int, float] = everyType(0, 2)
  expect(() => patchVector(int!, [0, 1], float!)).toThrow(/does not fit/)
})
