import { expect, test } from 'vitest'
import type { ExactNeighbours } from '../search/exact-neighbours.ts'
import { scoreSearch } from './score-search.ts'

const exact = (tied: boolean, ...distances: number[]): ExactNeighbours => ({
  query: [0],
  nearest: distances.map((distance, at) => ({ key: `k${at}`, distance })),
  tied,
})
const found = (...rows: [key: string, distance: number | null][]) => ({
  rows: rows.map(([key, distance]) => ({ key, distance })),
})
const score = (truth: ExactNeighbours, ...rows: [string, number | null][]) =>
  scoreSearch(truth, found(...rows), 4, 'l2')
const four = exact(false, 1, 2, 3, 4)

test('what is nearest, in its order, scores one everywhere', () => {
  expect(score(four, ['k0', 1], ['k1', 2], ['k2', 3], ['k3', 4])).toMatchObject({
    hits: 4,
    recall: 1,
    precision: 1,
    ndcg: 1,
    reciprocalRank: 1,
    distanceRatio: 1,
    idOverlap: 1,
    short: false,
    unordered: false,
  })
})

test('a row that comes again counts once, though each copy is among the exact ones', () => {
  const twice = score(four, ['k0', 1], ['k0', 1], ['k0', 1], ['k0', 1])
  expect(twice).toMatchObject({ hits: 1, recall: 0.25, precision: 0.25, idOverlap: 1, duplicates: 3 })
  expect(twice.ndcg).toBeLessThan(0.6)
})

test('a row that is as near as the last counts, whatever its key', () => {
  const tied = exact(true, 1, 2, 2, 2)
  expect(score(tied, ['k0', 1], ['x', 2], ['y', 2], ['z', 2])).toMatchObject({ recall: 1, ndcg: 1, idOverlap: 0.25 })
  expect(score(tied, ['k0', 1], ['x', 2.1], ['y', 2], ['z', 2]).recall).toBe(0.75)
})

test('distances that differ by less than single precision are equal', () => {
  expect(score(four, ['k0', 1], ['k1', 2], ['k2', 3], ['x', 4.000001]).recall).toBe(1)
})

test('a list that is too short loses recall, not precision, and says so', () => {
  expect(score(four, ['k0', 1], ['k1', 2])).toMatchObject({ recall: 0.5, precision: 1, short: true })
  expect(score(exact(false, 1, 2), ['k0', 1], ['k1', 2])).toMatchObject({ recall: 1, short: false })
  expect(score(four)).toMatchObject({ recall: 0, precision: null, ndcg: 0, short: true })
})

test('where there is nothing to find there is no recall', () => {
  expect(score(exact(false))).toMatchObject({ recall: null, precision: null, ndcg: null, short: false })
  expect(score(exact(false), ['x', null])).toMatchObject({ recall: null, precision: 0, foreign: 1 })
})

test('a worse order costs rank and no recall', () => {
  const turned = score(four, ['k3', 4], ['k2', 3], ['k1', 2], ['k0', 1])
  expect(turned).toMatchObject({ recall: 1, reciprocalRank: 0.25, unordered: true })
  // Gains 1, 2, 3, 4 instead of 4, 3, 2, 1.
  const worth = (gains: number[]) => gains.reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0)
  expect(turned.ndcg).toBeCloseTo(worth([1, 2, 3, 4]) / worth([4, 3, 2, 1]), 12)
})

test('what is farther is told by how much', () => {
  expect(score(four, ['k0', 1], ['a', 4], ['b', 6], ['c', 8]).distanceRatio).toBe((1 + 2 + 2 + 2) / 4)
})
