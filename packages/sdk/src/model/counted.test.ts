import { expect, test } from 'vitest'
import { counted } from './counted.ts'

test('one thing is one, and of all other counts there are several', () => {
  expect([0, 1, 2, 1234].map((count) => counted(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows', '1,234 rows'])
  expect([1, 2].map((count) => counted(count, 'entity', 'entities'))).toEqual(['1 entity', '2 entities'])
})
