import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyRuns } from '../../test/property-runs.ts'
import { digitScramble } from './scramble.ts'
import { rowRange, streamOf } from './stream.ts'

test('the first hundred thousand rows get numbers of their own, with as many digits as their count', () => {
  for (const seed of [1, 2, 3]) {
    const { all, at } = digitScramble(streamOf(seed))
    const numbers = [...all(rowRange(0, 100_000).numbers)]
    expect([99_999, 7, 12].map(at)).toEqual([99_999, 7, 12].map((row) => numbers[row]))
    expect(numbers.filter((n, row) => String(n).length !== String(row + 1).length)).toEqual([])
    expect(new Set(numbers).size).toBe(100_000)
  }
})

test('two large rows never share a number', () => {
  const { at } = digitScramble(streamOf('large'))
  const row = fc.bigInt({ min: 0n, max: 10n ** 15n - 2n }).map(Number)
  fc.assert(
    fc.property(row, fc.integer({ min: 1, max: 1000 }), (a, step) => {
      const b = a + step < 1e15 - 1 ? a + step : a - step
      expect(at(a)).not.toBe(at(b))
      expect(String(at(a)).length).toBe(String(a + 1).length)
    }),
    { numRuns: propertyRuns(2000) },
  )
})
