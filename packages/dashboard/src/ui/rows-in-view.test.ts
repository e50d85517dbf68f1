import { expect, test } from 'vitest'
import { allRows, rowsInView } from './rows-in-view.ts'

const tall = { count: 10_000, rowHeight: 40, above: 0, view: 800 }

test('a short table is drawn as it is', () => {
  expect(rowsInView({ ...tall, count: allRows, above: 4000 })).toEqual({ first: 0, end: allRows })
})

test('of a long one everything in view is drawn wherever that is, and never many more', () => {
  for (let above = -500; above <= 10_000 * 40 + 500; above += 37) {
    const { first, end } = rowsInView({ ...tall, above })
    const top = Math.min(Math.max(0, above), 10_000 * 40 - 800)
    expect(first).toBeLessThanOrEqual(top / 40)
    expect(end).toBeGreaterThanOrEqual(Math.min(10_000, (top + 800) / 40))
    expect(end - first).toBeLessThan(allRows)
  }
})

test('it moves by steps: of what is scrolled by a row nothing is drawn anew', () => {
  const windows = new Set(Array.from({ length: 60 }, (_, row) => rowsInView({ ...tall, above: 4000 + row * 40 }).first))
  expect(windows.size).toBeLessThanOrEqual(5)
})
