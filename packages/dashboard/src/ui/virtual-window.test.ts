import { expect, test } from 'vitest'
import { barFor, heightOf, scrolledTo, windowOf } from './virtual-window.ts'

const million = { count: 1_000_000, rowHeight: 28, view: 560 }
const start = { bar: 0, top: 0 }

test('a short list scrolls as any other does', () => {
  const sizes = { count: 100, rowHeight: 30, view: 300 }
  expect(heightOf(sizes)).toBe(3000)
  const scrolled = scrolledTo(600, start, sizes)
  expect(scrolled.top).toBe(600)
  expect(windowOf(scrolled, sizes, 2)).toEqual({ first: 18, end: 32, at: 540 })
})

test('of a million rows each is reached, and a step of the wheel is as long as it is elsewhere', () => {
  const bottom = heightOf(million) - million.view
  expect(windowOf(scrolledTo(bottom, start, million), million).end).toBe(1_000_000)
  const middle = scrolledTo(bottom / 2, start, million)
  const step = scrolledTo(middle.bar + 100, middle, million)
  expect(step.top - middle.top).toBe(100)
  expect(scrolledTo(0, step, million).top).toBe(0)
})

test('rows stand where the reader looks, wherever the bar is', () => {
  for (const bar of [0, 1, 5_000_000, heightOf(million) - million.view]) {
    const scrolled = scrolledTo(bar, { bar: bar + 3000, top: 9 }, million)
    const { first, end, at } = windowOf(scrolled, million)
    expect(at + (end - first) * million.rowHeight).toBeGreaterThanOrEqual(bar + million.view)
    expect(at).toBeLessThanOrEqual(bar)
  }
})

test('a row that is gone to is the first in view', () => {
  for (const row of [0, 1, 734_210, 999_999]) {
    const { first, end } = windowOf(barFor(row, million), million, 0)
    expect(first).toBe(Math.min(row, 999_980))
    expect(end).toBeLessThanOrEqual(1_000_000)
  }
})
