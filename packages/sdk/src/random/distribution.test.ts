import { expect, test } from 'vitest'
import type { Distribution } from '../model/schema.ts'
import { aliasTable } from './alias.ts'
import { fractions, indexShape } from './distribution.ts'
import { rowRange, streamOf } from './stream.ts'

const COUNT = 100_000
const units = fractions(streamOf('distribution'), rowRange(0, COUNT))

function sample(distribution: Distribution, size: number, scale?: { first: number; step: number }): Float64Array {
  return units.map(indexShape(distribution, size, scale)).sort()
}
const quantile = (sorted: Float64Array, p: number) => sorted[Math.floor(p * sorted.length)]!
const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length

test('fractions are uniform: mean 1/2, deviation 1/sqrt(12)', () => {
  expect(mean(units)).toBeCloseTo(0.5, 2)
  expect(Math.sqrt(mean(units.map((u) => (u - 0.5) ** 2)))).toBeCloseTo(0.2887, 2)
})

test('uniform reaches every index about as often as any other', () => {
  const counts = new Float64Array(100)
  for (const index of sample({ name: 'uniform' }, 100)) counts[index] = counts[index]! + 1
  expect(Math.min(...counts)).toBeGreaterThan(880)
  expect(Math.max(...counts)).toBeLessThan(1120)
})

test('normal has the mean and deviation that are asked for, in the units of the values', () => {
  const values = sample({ name: 'normal', mean: 170, deviation: 8 }, 1501, { first: 100, step: 0.1 }).map(
    (i) => 100 + i * 0.1,
  )
  expect(mean(values)).toBeCloseTo(170, 0)
  expect(Math.sqrt(mean(values.map((v) => (v - 170) ** 2)))).toBeCloseTo(8, 0)
  expect(quantile(values, 0.975)).toBeCloseTo(170 + 1.96 * 8, 0)
})

test('normal is cut at the bounds without heaping up there', () => {
  const values = sample({ name: 'normal', mean: 0, deviation: 50 }, 101)
  expect(values[0]).toBe(0)
  expect(values.at(-1)).toBe(100)
  const atZero = values.filter((v) => v === 0).length
  const atFive = values.filter((v) => v === 5).length
  expect(atZero).toBeLessThan(atFive * 1.3)
})

test('a normal curve that lies far outside of the bounds gives the nearer bound', () => {
  expect(new Set(sample({ name: 'normal', mean: 1e9, deviation: 1 }, 10))).toEqual(new Set([9]))
  expect(new Set(sample({ name: 'normal', mean: -1e9, deviation: 1 }, 10))).toEqual(new Set([0]))
})

test('log-normal has its median, and e^sigma above it', () => {
  const values = sample({ name: 'log-normal', median: 40, sigma: 0.8 }, 10_000_000, { first: 0, step: 0.01 }).map(
    (i) => i * 0.01,
  )
  expect(quantile(values, 0.5) / 40).toBeCloseTo(1, 1)
  expect(quantile(values, 0.8413) / (40 * Math.exp(0.8))).toBeCloseTo(1, 1)
})

test('zipf: rank k is k times rarer than rank 1, with a table and without', () => {
  for (const size of [1000, 100_000]) {
    const values = sample({ name: 'zipf' }, size)
    const share = (rank: number) => values.filter((v) => v === rank - 1).length
    expect(share(1) / share(2)).toBeGreaterThan(1.8)
    expect(share(1) / share(2)).toBeLessThan(2.4)
    expect(share(1) / share(10)).toBeGreaterThan(8)
    expect(share(1) / share(10)).toBeLessThan(12.5)
    expect(values.at(-1)).toBeLessThan(size)
  }
})

test('weighted: one weight an index, or one a slice', () => {
  const three = sample({ name: 'weighted', weights: [1, 0, 3] }, 3)
  expect(three.filter((v) => v === 1).length).toBe(0)
  expect(three.filter((v) => v === 2).length / COUNT).toBeCloseTo(0.75, 2)
  const slices = sample({ name: 'weighted', weights: [1, 0, 3] }, 300)
  expect(slices.filter((v) => v >= 100 && v < 200).length).toBe(0)
  expect(slices.filter((v) => v >= 200).length / COUNT).toBeCloseTo(0.75, 2)
})

test('every shape stays inside its domain at both ends of the fraction', () => {
  const all: Distribution[] = [
    { name: 'uniform' },
    { name: 'normal' },
    { name: 'log-normal' },
    { name: 'zipf' },
    { name: 'zipf', exponent: 1.7 },
    { name: 'weighted', weights: [1, 2, 3] },
  ]
  for (const distribution of all)
    for (const size of [1, 2, 3, 1000, 2 ** 40])
      for (const unit of [0, 0.5, 1 - 2 ** -53]) {
        const index = indexShape(distribution, size)(unit)
        expect(Number.isInteger(index) && index >= 0 && index < size, `${distribution.name} ${size} ${unit}`).toBe(true)
      }
})

test('an alias table gives each index the share of its weight', () => {
  const at = aliasTable([5, 1, 0, 4])
  const counts = [0, 0, 0, 0]
  for (const unit of units) counts[at(unit)]!++
  expect(counts.map((n) => Math.round((n / COUNT) * 10))).toEqual([5, 1, 0, 4])
  expect(() => aliasTable([0, 0])).toThrow(RangeError)
})
