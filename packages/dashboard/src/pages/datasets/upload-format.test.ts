import { expect, test } from 'vitest'
import { formatOfFile } from './upload-format.ts'

test('a file says by its name how it is to be read', () => {
  expect(formatOfFile('people.CSV')).toBe('csv')
  expect(formatOfFile('a.b.jsonl')).toBe('ndjson')
  expect(formatOfFile('rows.json')).toBe('json')
  expect(formatOfFile('rows.parquet')).toBeUndefined()
  expect(formatOfFile('rows')).toBeUndefined()
})
