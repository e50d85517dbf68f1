import { expect, test } from 'vitest'
import { pageRanges } from './page-ranges.ts'

test('places are spread evenly over one table', () => {
  expect(pageRanges([{ oid: '1', pages: 100 }], 4)).toEqual([
    { oid: '1', from: 0, to: 25 },
    { oid: '1', from: 25, to: 50 },
    { oid: '1', from: 50, to: 75 },
    { oid: '1', from: 75, to: undefined },
  ])
})

test('small parts have a place, empty ones have none', () => {
  const ranges = pageRanges(
    [
      { oid: '1', pages: 100 },
      { oid: '2', pages: 0 },
      { oid: '3', pages: 1 },
    ],
    4,
  )
  expect(new Set(ranges.map(({ oid }) => oid))).toEqual(new Set(['1', '3']))
})

test('a table of few pages is looked at page by page', () => {
  expect(pageRanges([{ oid: '1', pages: 2 }], 20)).toEqual([
    { oid: '1', from: 0, to: 1 },
    { oid: '1', from: 1, to: undefined },
  ])
})

test('of more parts than places some are looked at', () => {
  const ranges = pageRanges(
    Array.from({ length: 500 }, (_, at) => ({ oid: String(at), pages: 3 })),
    20,
  )
  expect(ranges.length).toBeGreaterThan(10)
  expect(ranges.length).toBeLessThanOrEqual(21)
})
