import { expect, test } from 'vitest'
import { exampleOf, fieldRows } from './fields.ts'

const shapes = {
  City: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], example: { name: 'Essen' } },
}
const shape = {
  type: 'object',
  required: ['home', 'count'],
  properties: {
    home: { $ref: '#/components/schemas/City' },
    count: { type: 'integer', minimum: 1, maximum: 200, default: 20, description: 'How many.', example: 3 },
    first: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    size: { anyOf: [{ type: 'string' }, { type: 'number', maximum: 9 }] },
    seen: { type: 'array', items: { $ref: '#/components/schemas/City' } },
    level: { type: 'string', enum: ['low', 'high'] },
  },
}

test('every property is a line, those of objects within with their path', () => {
  const lines = fieldRows(shape, shapes).map(({ path, type, required, note }) =>
    [path, type, required ? 'required' : '', note].join(' | '),
  )
  expect(lines).toEqual([
    'home | City | required | ',
    'home.name | string | required | ',
    'count | integer | required | How many. 1 to 200. Default 20.',
    'first | integer |  | At least 0.',
    'size | string or number |  | ',
    'seen | City[] |  | ',
    'seen[].name | string | required | ',
    'level | string |  | One of low, high.',
  ])
})

test('an example holds what is required, by the examples of its parts', () => {
  expect(exampleOf(shape, shapes)).toEqual({ home: { name: 'Essen' }, count: 3 })
})
