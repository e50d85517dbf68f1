import { expect, test } from 'vitest'
import { jsonFault } from './json-fault.ts'

test.each([
  ['{"a": [1, 2,, 3]}', 12],
  ['{"a": tru}', 6],
  ['{"a" 1}', 5],
  ['[1 2]', 3],
  ['["a\nb"]', 1],
  ['{"a": 1}}', 8],
  ['', 0],
  ['[1, ', 4],
  [' { "a" : [ -1.5e3 , "\\u00e9" , null ] } ', 40],
])('%j is JSON up to %i', (text, offset) => {
  expect(jsonFault(text)).toBe(offset)
})
