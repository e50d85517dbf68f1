import { expect, test } from 'vitest'
import type { Batch } from '../batch.ts'
import { rowFilter } from './row-filter.ts'

const length = 3
const batch: Batch = {
  entity: 'people',
  firstRow: 0,
  length,
  columns: [
    { name: 'id', vector: { type: 'int', length, values: Float64Array.of(1, 2, 3) } },
    { name: 'name', vector: { type: 'text', length, values: ['Ada', 'Grace', "O'Hara"] } },
    { name: 'born', vector: { type: 'int', length, values: Float64Array.of(1815, 1906, 1926) } },
    {
      name: 'town',
      vector: { type: 'text', length, values: ['', 'New York', 'Baltimore'], nulls: Uint8Array.of(1, 0, 0) },
    },
  ],
}
const found = (text: string) => {
  const holds = rowFilter(text).matcher(batch)
  return [0, 1, 2].filter(holds).map((row) => row + 1)
}

test('a filter keeps the rows that meet it; what is unknown does not', () => {
  expect(found('born > 1900')).toEqual([2, 3])
  expect(found("name ilike 'a%' or id in (3)")).toEqual([1, 3])
  expect(found("town <> 'Baltimore'")).toEqual([2])
  expect(found('town is null')).toEqual([1])
  expect(found("name = 'O''Hara' and length(name) = 6")).toEqual([3])
})

test.each([
  ["name ~ '(a+)+$'", 'regular expressions'],
  ["name similar to '(a|a)*'", 'SIMILAR TO'],
  ["name like '%a%a%a%a%b'", 'many wildcards'],
  ['name like town', 'a pattern out of the data'],
  ["repeat(name, 1000000000) = 'a'", 'what makes much out of little'],
  [`${'('.repeat(900)}id${')'.repeat(900)} = 1`, 'what nests deeply'],
  [`${'not '.repeat(400)} id = 1`, 'a long row of not'],
  [`id in (${Array.from({ length: 400 }, () => 1).join()})`, 'many parts'],
  ['x'.repeat(2001), 'long texts'],
  ['id = ', 'what is no expression'],
])('a filter has no %s: %s', (text) => {
  expect(() => rowFilter(text)).toThrow(expect.objectContaining({ code: 'EXPRESSION_INVALID' }))
})

test('a field that the rows do not have is said to be none', () => {
  expect(() => rowFilter('nothing = 1').matcher(batch)).toThrow(expect.objectContaining({ code: 'EXPRESSION_INVALID' }))
})
