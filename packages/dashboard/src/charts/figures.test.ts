import { expect, test } from 'vitest'
import { pathOf, percentOf, rangeOf, shortNumber } from './figures.ts'

const box = { width: 100, height: 10, low: 0, high: 1 }

test('a line goes from left to right, the most at the top', () => {
  expect(pathOf([0, 1, 0.5], box)).toBe('M0.0 10.0L50.0 0.0L100.0 5.0')
})

test('where there is no value the line has a gap, and goes on behind it', () => {
  expect(pathOf([0, null, 1], box)).toBe('M0.0 10.0M100.0 0.0')
  expect(pathOf([null, null], box)).toBe('')
})

test('what is always the same is a line in the middle', () => {
  const { low, high } = rangeOf([5, 5])
  expect(low).toBeLessThan(5)
  expect(high).toBeGreaterThan(5)
  expect(rangeOf([])).toEqual({ low: 0, high: 1 })
  expect(pathOf([1], box)).toBe('M50.0 0.0')
})

test('numbers are short where room is', () => {
  expect([percentOf(0.9534), percentOf(1, 0), shortNumber(1_234_567)]).toEqual(['95.3 %', '100 %', '1.2M'])
})
