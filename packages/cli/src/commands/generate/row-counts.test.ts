import { expect, test } from 'vitest'
import { parseRowCounts } from './row-counts.ts'

test('a number is for every table, a name with a number for that table, and both may stand together', () => {
  expect(parseRowCounts(['1000'])).toEqual({ rows: 1000, each: {} })
  expect(parseRowCounts(['film=5, actor=20'])).toEqual({ each: { film: 5, actor: 20 } })
  expect(parseRowCounts(['1000,film=5', 'actor=7'])).toEqual({ rows: 1000, each: { film: 5, actor: 7 } })
})

test('a name may hold anything between double quotes', () => {
  expect(parseRowCounts(['"a,b=1"=5,"say ""hi"""=2'])).toEqual({ each: { 'a,b=1': 5, 'say "hi"': 2 } })
})

test.each([
  '0',
  '-1',
  '1.5',
  '1e3',
  'many',
  '',
  'film=',
  'film=0',
  'film=-2',
  '=5',
  '10,',
  ',10',
  'NaN',
  '9'.repeat(16),
])('%j is refused as no number of rows', (text) => {
  expect(() => parseRowCounts([text])).toThrow(expect.objectContaining({ code: 'COUNT_INVALID' }))
})
