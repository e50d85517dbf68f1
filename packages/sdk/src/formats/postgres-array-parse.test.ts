import { expect, test } from 'vitest'
import { parsePostgresArray } from './postgres-array-parse.ts'

test('around an item only the spaces that Postgres leaves out are no part of it', () => {
  expect(parsePostgresArray('{ a ,\tb\n}')).toEqual(['a', 'b'])
  // Postgres writes these without quotes.
  expect(parsePostgresArray('{\u00a0,a\u2003,\ufeff}')).toEqual(['\u00a0', 'a\u2003', '\ufeff'])
})
