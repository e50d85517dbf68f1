import { expect, test } from 'vitest'
import { changedColumns } from './changed-columns.ts'

test('of a row that changed only what differs is told, gone and new columns too', () => {
  const before = { id: 1, name: 'Ada', tags: ['a'], old: 1 }
  const after = { id: 1, name: 'Eve', tags: ['a'], fresh: null }
  expect(changedColumns(before, after)).toEqual([
    { name: 'name', from: 'Ada', to: 'Eve' },
    { name: 'old', from: 1, to: undefined },
    { name: 'fresh', from: undefined, to: null },
  ])
})
