import { describe, expect, test } from 'vitest'
import type { Vector } from '../model/batch.ts'
import type { Distribution } from '../model/schema.ts'
import { rowRange } from '../random/stream.ts'
import { exampleContext } from './example-context.ts'
import { makerOf } from './registry.ts'
import { textsOf } from './text-of.ts'

// Fixed seeds and 40,000 rows: a tolerance that holds once holds for good.
const ROWS = 40_000

function sample(kind: string, options: object, distribution?: Distribution): Vector {
  return makerOf(kind, options, exampleContext(kind, { distribution })).make(rowRange(0, ROWS))
}
const numbers = (kind: string, options: object, distribution?: Distribution) =>
  textsOf(sample(kind, options, distribution))
    .map(Number)
    .sort((a, b) => a - b)
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length
const deviation = (values: readonly number[]) => {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((x) => (x - middle) ** 2)))
}
const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(share * sorted.length)]!
const shareOf = (values: readonly string[], value: string) =>
  values.filter((one) => one === value).length / values.length

describe('numbers', () => {
  test('uniform: mean in the middle, deviation a twelfth of the square', () => {
    for (const [kind, options] of [
      ['integer', { min: 100, max: 300 }],
      ['decimal', { min: 100, max: 300 }],
      ['float', { min: 100, max: 300 }],
    ] as const) {
      const values = numbers(kind, options)
      expect(mean(values)).toBeCloseTo(200, -0.5)
      expect(Math.abs(deviation(values) - 57.9)).toBeLessThan(1)
      expect([values[0]!, values.at(-1)!].map(Math.round)).toEqual([100, 300])
    }
  })
  test('normal: mean and deviation in the units of the field', () => {
    for (const kind of ['integer', 'decimal', 'float']) {
      const values = numbers(kind, { min: 0, max: 250 }, { name: 'normal', mean: 170, deviation: 8 })
      expect(Math.abs(mean(values) - 170)).toBeLessThan(0.6)
      expect(Math.abs(deviation(values) - 8)).toBeLessThan(0.2)
    }
  })
  test('log-normal: median and spread', () => {
    const values = numbers('decimal', { min: 0, max: 100_000 }, { name: 'log-normal', median: 80, sigma: 0.7 })
    expect(Math.abs(quantile(values, 0.5) - 80)).toBeLessThan(2)
    expect(Math.abs(quantile(values, 0.8413) / 80 - Math.exp(0.7))).toBeLessThan(0.06)
  })
  test('amounts are many small ones and few large', () => {
    const values = numbers('amount', {})
    expect(Math.abs(quantile(values, 0.5) - 60)).toBeLessThan(2)
    expect(mean(values)).toBeGreaterThan(90)
    expect(values[0]).toBeGreaterThanOrEqual(0.01)
  })
  test('prices end as prices do', () => {
    const cents = new Set(textsOf(sample('price', {})).map((text) => text.split('.')[1]))
    expect([...cents].sort()).toEqual(['00', '25', '49', '50', '75', '90', '95', '99'])
  })
  test('ages: the mean that is asked for, in years', () => {
    const values = numbers('age', { min: 0, max: 100 }, { name: 'normal', mean: 41, deviation: 9 })
    expect(Math.abs(mean(values) - 41)).toBeLessThan(0.7)
    expect(Math.abs(deviation(values) - 9)).toBeLessThan(0.3)
  })
})

describe('lists', () => {
  test('weights give each value its share', () => {
    const values = textsOf(sample('one-of', { values: ['new', 'open', 'closed'], weights: [1, 0, 3] }))
    expect(shareOf(values, 'new')).toBeCloseTo(0.25, 2)
    expect(shareOf(values, 'open')).toBe(0)
    const drawn = textsOf(sample('status', {}, { name: 'weighted', weights: [8, 1, 1] }))
    expect(shareOf(drawn, 'active')).toBeCloseTo(0.8, 2)
    expect(shareOf(drawn, 'archived')).toBe(0)
  })
  test('zipf: the first value twice as often as the second, ten times as often as the tenth', () => {
    const values = textsOf(
      sample('one-of', { values: Array.from({ length: 50 }, (_, i) => `v${i + 1}`) }, { name: 'zipf' }),
    )
    expect(Math.abs(shareOf(values, 'v1') / shareOf(values, 'v2') - 2)).toBeLessThan(0.15)
    expect(Math.abs(shareOf(values, 'v1') / shareOf(values, 'v10') - 10)).toBeLessThan(1.2)
  })
  test('true as often as it is said', () => {
    expect(shareOf(textsOf(sample('boolean', { share: 0.9 })), 'true')).toBeCloseTo(0.9, 2)
  })
})

describe('times', () => {
  const days = (kind: string, options: object, distribution?: Distribution) =>
    textsOf(sample(kind, options, distribution)).map(
      (text) => new Date(`${text.replace(' ', 'T').replace('+00', '')}${text.includes(' ') ? 'Z' : ''}`),
    )
  const share = (dates: readonly Date[], is: (date: Date) => boolean) => dates.filter(is).length / dates.length
  const year = { from: '2023-01-01', to: '2023-12-31' }

  test('uniform: each month its share', () => {
    expect(share(days('date', year), (date) => date.getUTCMonth() === 6)).toBeCloseTo(31 / 365, 2)
  })
  test('normal: around a day of the window', () => {
    const dates = days('date', year, { name: 'normal', mean: 100, deviation: 10 })
    const offsets = dates.map((date) => (date.getTime() - Date.UTC(2023, 0, 1)) / 86_400_000)
    expect(Math.abs(mean(offsets) - 100)).toBeLessThan(0.7)
    expect(Math.abs(deviation(offsets) - 10)).toBeLessThan(0.3)
  })
  test('by the week: weekdays by their weights, from Monday', () => {
    for (const kind of ['date', 'timestamp']) {
      const dates = days(kind, year, { name: 'seasonal', period: 'week', weights: [2, 1, 1, 1, 1, 0, 0] })
      expect(share(dates, (date) => date.getUTCDay() === 1)).toBeCloseTo(2 / 6, 1)
      expect(share(dates, (date) => [0, 6].includes(date.getUTCDay()))).toBe(0)
    }
  })
  test('by the year: months by their weights', () => {
    const dates = days('date', year, {
      name: 'seasonal',
      period: 'year',
      weights: [0, 0, 0, 0, 0, 1, 3, 0, 0, 0, 0, 0],
    })
    expect(new Set(dates.map((date) => date.getUTCMonth()))).toEqual(new Set([5, 6]))
    expect(share(dates, (date) => date.getUTCMonth() === 6)).toBeCloseTo((3 * 31) / (30 + 3 * 31), 2)
  })
  test('by the day: hours by their weights, the usual ones quiet at night', () => {
    const weights = Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 3 : hour === 20 ? 1 : 0))
    const dates = days('timestamp', year, { name: 'seasonal', period: 'day', weights })
    expect(share(dates, (date) => date.getUTCHours() === 9)).toBeCloseTo(0.75, 2)
    expect(share(dates, (date) => ![9, 20].includes(date.getUTCHours()))).toBe(0)
    const usual = days('timestamp', year, { name: 'seasonal', period: 'day' })
    expect(share(usual, (date) => date.getUTCHours() < 5)).toBeLessThan(0.05)
  })
  test('a wrong number of weights is refused', () => {
    expect(() => sample('timestamp', {}, { name: 'seasonal', period: 'week', weights: [1, 2] })).toThrow(
      /7 weights are needed/,
    )
  })
})

test('vectors have length 1 and lie in clusters', () => {
  const vector = makerOf('vector', { dimensions: 64, clusters: 4, spread: 0.2 }, exampleContext('vector')).make(
    rowRange(0, 200),
  )
  const all = textsOf(vector).map((text) => JSON.parse(text) as number[])
  for (const values of all) expect(Math.hypot(...values)).toBeCloseTo(1, 4)
  const near = all.slice(1).map((values) => values.reduce((sum, x, i) => sum + x * all[0]![i]!, 0))
  const same = near.filter((cosine) => cosine > 0.8).length
  expect(same).toBeGreaterThan(25)
  expect(same).toBeLessThan(80)
  expect(near.filter((cosine) => cosine > 0.6 && cosine <= 0.8).length).toBeLessThan(3)
})
