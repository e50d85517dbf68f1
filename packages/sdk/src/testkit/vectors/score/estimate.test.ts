import { expect, test } from 'vitest'
import { estimate, wilson } from './estimate.ts'
import { latencyOf } from './latency.ts'

test("Wilson's interval is that of the tables", () => {
  const [low, high] = wilson(0.8, 10)
  expect([low, high].map((end) => end.toFixed(4))).toEqual(['0.4902', '0.9433'])
  expect(wilson(1, 100)[0]).toBeCloseTo(0.963, 3)
  expect(wilson(0, 100)[0]).toBeCloseTo(0, 12)
})

const trials = (count: number, hits: (at: number) => number) =>
  Array.from({ length: count }, (_, at) => ({ hits: hits(at), of: 10 }))

test('queries that find all leave room for what was not asked, and more of them less', () => {
  const some = estimate(trials(20, () => 10))
  const many = estimate(trials(200, () => 10))
  expect(some?.interval[1]).toBe(1)
  expect(some?.interval[0]).toBeLessThan(many?.interval[0] ?? 0)
  expect(many?.interval[0]).toBeLessThan(1)
})

test('neighbours that are found or missed together make the interval wider than so many single trials would', () => {
  const together = estimate(trials(100, (at) => (at % 2 === 0 ? 10 : 0)))
  const [low, high] = wilson(0.5, 1000)
  expect(together?.value).toBe(0.5)
  expect(together?.interval[0]).toBeLessThan(low - 0.03)
  expect(together?.interval[1]).toBeGreaterThan(high + 0.03)
})

test('queries without anything to find count for nothing', () => {
  expect(estimate([{ hits: 0, of: 0 }])).toBeUndefined()
  expect(
    estimate([
      { hits: 0, of: 0 },
      { hits: 1, of: 2 },
    ])?.value,
  ).toBe(0.5)
})

test('percentiles are values that were measured', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect(latencyOf(hundred)).toEqual({ mean: 50.5, p50: 50, p95: 95, p99: 99, max: 100 })
  expect(latencyOf([7])).toEqual({ mean: 7, p50: 7, p95: 7, p99: 7, max: 7 })
  expect(latencyOf([]).p95).toBe(0)
})
