import { expect, test } from 'vitest'
import { estimateRows } from './estimate-rows.ts'

const parts = [100, 300, 0].map((rows) => ({ rows, bytes: rows * 10 }))
const of = (at: number) => parts[at] ?? { rows: 0, bytes: 0 }

test('a table that is copied whole is as large as the source says', () => {
  expect(estimateRows(of(0), parts, undefined)).toEqual({ rows: 100, bytes: 1000 })
})

test('parts of a whole share what is selected of it, by their sizes', () => {
  expect(parts.map((part) => estimateRows(part, parts, { rows: 40 }).rows)).toEqual([10, 30, 0])
  expect(estimateRows(of(1), parts, { rows: 40 }).bytes).toBe(300)
})

test('what is selected of a table of its own is known, whatever the statistics say', () => {
  expect(estimateRows(of(0), [of(0)], { rows: 7 })).toEqual({ rows: 7, bytes: 70 })
  expect(estimateRows(of(2), [of(2)], { rows: 7 }).rows).toBe(7)
})

test('parts of which nothing is known share alike', () => {
  expect(estimateRows(of(2), [of(2), of(2)], { rows: 8 }).rows).toBe(4)
})
