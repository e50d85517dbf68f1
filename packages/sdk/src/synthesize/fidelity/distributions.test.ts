import { expect, test } from 'vitest'
import type { ColumnDistribution } from '../fidelity-report.ts'
import { distributionsOf, leastShared } from './distributions.ts'

const half = (i: number) => i + 0.5
const numbers = (values: readonly number[], other = values) =>
  distributionsOf([
    {
      name: 'n',
      is: 'number',
      real: Float64Array.from(values),
      synthetic: Float64Array.from(other),
      holdout: undefined,
    },
  ])[0]!
function binsOf(distribution: ColumnDistribution) {
  if (distribution.is === 'category') throw new Error('bins')
  return distribution.bins
}

test('ranges end at round numbers, never at the least or the greatest value', () => {
  const values = Array.from({ length: 1000 }, (_, i) => 13.37 + i * 0.977)
  const bins = binsOf(numbers(values, values.map(half)))
  for (const { from, to } of bins) {
    expect(from % 50).toBe(0)
    expect(to - from).toBe(50)
  }
  for (const side of ['real', 'synthetic'] as const)
    expect(bins.reduce((sum, bin) => sum + bin[side], 0)).toBeCloseTo(1, 12)
})

test('what lies far outside is in the outer bins, and gaps between whole numbers are none', () => {
  const bins = binsOf(numbers([...Array.from({ length: 1000 }, (_, i) => i % 7), 1e9]))
  expect(bins.map(({ from }) => from)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(bins[6]!.real).toBeCloseTo(143 / 1001, 12)
})

test('nothing, one value, and missing values alone are distributions too', () => {
  expect(binsOf(numbers([Number.NaN, Number.NaN]))).toEqual([{ from: 0, to: 1, real: 0, synthetic: 0 }])
  expect(numbers([3, 3, Number.NaN, 3]).missing).toEqual({ real: 0.25, synthetic: 0.25 })
  expect(binsOf(numbers([3, 3, 3]))).toEqual([{ from: 3, to: 4, real: 1, synthetic: 1 }])
})

test('a value that few real rows share is not named', () => {
  const words = ['many', 'secret', 'unseen']
  const real = Int32Array.from({ length: 100 }, (_, i) => (i < leastShared - 1 ? 1 : 0))
  const synthetic = Int32Array.from({ length: 100 }, (_, i) => (i < 20 ? 1 : i < 50 ? 2 : i < 60 ? -1 : 0))
  const [found] = distributionsOf([{ name: 'c', is: 'category', words, real, synthetic, holdout: undefined }])
  expect(found).toMatchObject({ missing: { real: 0 }, values: [{ value: 'many', real: 0.91 }] })
  if (found?.is !== 'category') throw new Error('categories')
  expect(found.values).toHaveLength(1)
  expect(found.missing.synthetic).toBeCloseTo(0.1, 12)
  expect(found.other.real).toBeCloseTo(0.09, 12)
  expect(found.other.synthetic).toBeCloseTo(50 / 90, 12)
})
