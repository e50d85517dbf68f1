import { expect, test } from 'vitest'
import { printable } from './printable.ts'

test.each([
  { value: 9007199254740993n, as: '9007199254740993' },
  { value: Uint8Array.of(0, 171), as: '\\x00ab' },
  { value: Number.NaN, as: 'NaN' },
  { value: Number.NEGATIVE_INFINITY, as: '-Infinity' },
  { value: [1n, null, [undefined]], as: ['1', null, [null]] },
  { value: { a: 1 }, as: { a: 1 } },
  { value: '', as: '' },
])('$value is shown as $as', ({ value, as }) => {
  expect(printable(value)).toEqual(as)
})
