import { expect, test } from 'vitest'
import { diagnose } from './diagnose.ts'
import { scoreSearch } from './score/score-search.ts'
import type { SearchedColumn } from './search/searched-column.ts'

const column: SearchedColumn = {
  table: { name: 't' },
  column: 'v',
  keyField: 'id',
  type: 'vector',
  dimension: 1,
  metric: 'l2',
  indexes: [],
  sql: { table: 't', key: 'id', keyType: 'int', column: 'v', distance: 'v <-> $1', where: null },
}
const exact = { query: [0], tied: false, nearest: [1, 2].map((distance) => ({ key: String(distance), distance })) }
const answer = (found: number) => ({
  found: { indexes: ['i'] },
  score: scoreSearch(exact, { rows: exact.nearest.slice(0, found) }, 2, 'l2'),
})

test('a list that is short now and then is named, and a fault only where recall may not lack as much', () => {
  const searched = [...Array.from({ length: 19 }, () => answer(2)), answer(1)]
  const faults = (short: number) =>
    diagnose(searched, column, { expectIndex: true, short }).map((one) => [one.name, one.fault])
  expect(faults(0.1)).toEqual([['short-lists', false]])
  expect(faults(0.01)).toEqual([['short-lists', true]])
})

test('an answer of nothing is no overlap of keys, neither a good one nor a bad one', () => {
  const [diagnosis] = diagnose([answer(0)], column, { expectIndex: true, short: 0 })
  expect(diagnosis?.message).toBe(
    '1 of 1 answers are too short: down to 0 rows where 2 could be found; recall is 0.000, where a count of keys says nothing',
  )
})
