import { expect, test } from 'vitest'
import { shown } from './shown.ts'

test('nothing is told from empty text, and documents are shown whole', () => {
  expect(shown(null)).toBe('null')
  expect(shown('')).toBe('')
  expect(shown({ a: [1, 'b'] })).toBe('{"a":[1,"b"]}')
  expect(shown(12.5)).toBe('12.5')
})
