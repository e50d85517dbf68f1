import { expect, test } from 'vitest'
import { timeTexts } from './time-text.ts'

test('a time is written as by toISOString, whatever came before it', () => {
  const textOf = timeTexts()
  for (const ms of [0, 7, 7, 999, 1000, 1001, 1_796_000_000_123, 1_796_000_000_045, -1, -1001, 5, 8.64e15, -8.64e15]) {
    expect(textOf(ms)).toBe(new Date(ms).toISOString())
  }
  expect(() => textOf(Number.NaN)).toThrow(RangeError)
})
