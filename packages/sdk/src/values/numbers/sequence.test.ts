import { expect, test } from 'vitest'
import { generateData } from '../../generate/generate-data.ts'

const schema = {
  entities: [
    { name: 'a', fields: { id: { kind: 'sequence', options: { start: 3, step: 2, end: 8 } } }, primaryKey: ['id'] },
  ],
}

test('a sequence with an end gives its last number and none beyond', async () => {
  const ids: unknown[] = []
  for await (const { id } of generateData(schema, { rows: 3, seed: 1 }).objects()) ids.push(id)
  expect(ids).toEqual([3, 5, 7])
  expect(() => generateData(schema, { rows: 4, seed: 1 })).toThrow('room for 3 rows, 4 are asked for')
})
