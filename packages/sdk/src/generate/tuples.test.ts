import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnderstudyError } from '../errors.ts'
import { rowRange, streamOf } from '../random/stream.ts'
import { allocate } from './allocation.ts'
import { assignTuples } from './tuples.ts'
import type { Slot, UniqueSet } from './unique-set.ts'

function parents(name: string, capacity: number): Slot {
  return { name, source: 'parent', capacity }
}

function rowsOf(rows: number, sets: readonly UniqueSet[], slots: readonly Slot[]): string[][] {
  const chosen = assignTuples('t', streamOf('seed'), { first: 0, rows }, sets)
  const columns = slots.map((slot) => chosen.get(slot)?.(rowRange(0, rows)) ?? new Float64Array(rows))
  return Array.from({ length: rows }, (_, i) => columns.map((column) => String(column[i])))
}

function distinct(rows: readonly string[][], positions: readonly number[]): number {
  return new Set(rows.map((row) => positions.map((p) => row[p]).join(','))).size
}

test('a composite unique over two relationships holds up to the last pair', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (a, b) => {
      const slots = [parents('a', a), parents('b', b)]
      const rows = rowsOf(a * b, [{ label: 'ab', slots }], slots)
      expect(distinct(rows, [0, 1])).toBe(a * b)
    }),
  )
})

test('one row more than there are pairs is refused, with the number that fits', () => {
  const slots = [parents('a', 7), parents('b', 3)]
  const refused = (): unknown => assignTuples('t', streamOf(1), { first: 0, rows: 22 }, [{ label: 'ab', slots }])
  expect(refused).toThrow(UnderstudyError)
  expect(refused).toThrow(/room for 21 rows, 22 are asked for/)
})

test('several uniques that share a relationship hold together: (order, line) and (order, product)', () => {
  const [order, line, product] = [parents('order', 50), parents('line', 6), parents('product', 9)]
  const sets = [
    { label: 'line', slots: [order, line] },
    { label: 'product', slots: [order, product] },
  ]
  const rows = rowsOf(300, sets, [order, line, product])
  expect(distinct(rows, [0, 1])).toBe(300)
  expect(distinct(rows, [0, 2])).toBe(300)
})

test('overlapping uniques that no formula covers hold together: (a, b), (b, c) and (a, c)', () => {
  const [a, b, c] = [parents('a', 12), parents('b', 15), parents('c', 20)]
  const sets = [
    { label: 'ab', slots: [a, b] },
    { label: 'bc', slots: [b, c] },
    { label: 'ac', slots: [a, c] },
  ]
  const rows = rowsOf(100, sets, [a, b, c])
  for (const pair of [
    [0, 1],
    [1, 2],
    [0, 2],
  ])
    expect(distinct(rows, pair)).toBe(100)
})

test('rows that are dealt to parents stay unique within each parent', () => {
  const dealt = allocate(streamOf('deal'), 200, 5, (word) => word % 6)
  const order: Slot = { name: 'order', source: 'parent', capacity: 200, dealt }
  const [product, line] = [parents('product', 5), parents('line', 5)]
  const chosen = assignTuples('items', streamOf(1), { first: 0, rows: dealt.rows }, [
    { label: 'product', slots: [order, product] },
    { label: 'line', slots: [order, line] },
  ])
  const all = rowRange(0, dealt.rows)
  const { parents: orders } = dealt.locate(all.numbers)
  for (const slot of [product, line]) {
    const choice = chosen.get(slot)!(all)
    expect(new Set([...orders].map((at, i) => `${at},${choice[i]}`)).size).toBe(dealt.rows)
  }
})

test('a row chooses alike whether it is asked for alone or with others', () => {
  const slots = [parents('a', 30), parents('b', 30)]
  const chosen = assignTuples('t', streamOf(3), { first: 0, rows: 900 }, [{ label: 'ab', slots }])
  const whole = chosen.get(slots[1]!)!(rowRange(0, 900))
  expect(chosen.get(slots[1]!)!(rowRange(500, 1))[0]).toBe(whole[500])
})
