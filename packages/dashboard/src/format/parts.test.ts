import { expect, test } from 'vitest'
import { listIn, numberIn, partIn, partsOf, textIn, textsIn } from './parts.ts'

test('parts that are there are read, and what is of another kind is none', () => {
  const parts = partsOf({ name: 'a', rows: 3, notes: ['x', 4], tables: [{ table: 't' }, 'no'], policy: { by: 'me' } })
  expect([textIn(parts, 'name'), textIn(parts, 'rows')]).toEqual(['a', ''])
  expect([numberIn(parts, 'rows'), numberIn(parts, 'name')]).toEqual([3, undefined])
  expect([textsIn(parts, 'notes'), textsIn(parts, 'name')]).toEqual([['x'], []])
  expect([listIn(parts, 'tables'), listIn(parts, 'policy')]).toEqual([[{ table: 't' }, {}], []])
  expect([partIn(parts, 'policy'), partIn(parts, 'tables')]).toEqual([{ by: 'me' }, {}])
})
