import { expect, test } from 'vitest'
import { whence } from './version-words.ts'

test('where a version comes from is said in words, and by its name where there are none', () => {
  expect(whence({ kind: 'generate', job: 'x', rows: {} })).toBe('Generated')
  expect(whence({ kind: 'generate', refreshes: 3 })).toBe('Made again by what version 3 was made by')
  expect(whence({ kind: 'upload', format: 'csv' })).toBe('Uploaded as csv')
  expect(whence({ kind: 'later' })).toBe('later')
  expect(whence({})).toBe('Its origin is gone')
})
