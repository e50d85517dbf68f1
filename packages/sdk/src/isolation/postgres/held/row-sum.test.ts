import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowSum } from './row-sum.ts'

type Row = readonly (string | null)[]

function sumOf(rows: readonly Row[]): string {
  const sum = new RowSum()
  for (const row of rows) sum.add(row)
  return sum.value
}

const row = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant(null)), { maxLength: 4 })

test('the order of rows does not count', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      expect(sumOf(rows.toReversed())).toBe(sumOf(rows))
    }),
  )
})

test('everything else does', () => {
  fc.assert(
    fc.property(fc.array(row), fc.array(row), (some, others) => {
      const same =
        JSON.stringify(some.map((one) => JSON.stringify(one)).sort()) ===
        JSON.stringify(others.map((one) => JSON.stringify(one)).sort())
      expect(sumOf(some) === sumOf(others)).toBe(same)
    }),
  )
  const different: Row[][] = [
    [],
    [[]],
    [[null]],
    [['']],
    [['', '']],
    [['a', '']],
    [['', 'a']],
    [['a']],
    [['a'], ['a']],
    [['aa']],
  ]
  expect(new Set(different.map(sumOf)).size).toBe(different.length)
})

test('bytes count as the server sent them', () => {
  const sum = new RowSum()
  sum.add([Buffer.from('ab')])
  expect(sum.value).toBe(sumOf([['ab']]))
})
