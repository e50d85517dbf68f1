import { expect, test } from 'vitest'
import { cellOf, fractionOf } from './cell.ts'

test.each([
  { value: null, text: 'null', look: 'absent' },
  { value: 'null', text: 'null', look: 'text' },
  { value: '', text: 'empty', look: 'absent' },
  { value: 0, text: '0', look: 'number' },
  { value: false, text: 'false', look: 'text' },
  { value: { a: [1, 'b'] }, text: '{"a":[1,"b"]}', look: 'text' },
  { value: '2024-10-31T15:35:11.000Z', text: '2024-10-31 15:35:11Z', look: 'text' },
  { value: '2024-10-31T15:35:11.120Z', text: '2024-10-31 15:35:11.120Z', look: 'text' },
  { value: '2024-10-31T15:35:11', text: '2024-10-31 15:35:11', look: 'text' },
  { value: '<b>x</b>', text: '<b>x</b>', look: 'text' },
])('$value is shown as $text', ({ value, text, look }) => {
  expect(cellOf(value)).toMatchObject({ text, look })
})

test('decimals of a column show as many digits as the longest of them', () => {
  expect(fractionOf([1, 2.5, 3.25, null])).toBe(2)
  expect(cellOf(2.5, 2).text).toBe('2.50')
  expect(cellOf('2.5', 2).text).toBe('2.5')
})

test('numbers that would need very many digits are left as they are', () => {
  expect(fractionOf([1e-7, 2.5])).toBe(0)
  expect(fractionOf([0.123456789])).toBe(0)
})
