import { expect, test } from 'vitest'
import { shownAs, typedAs } from './value-input.ts'

test.each([
  { schema: { type: 'boolean' }, is: 'switch' },
  { schema: { type: 'string', enum: ['a', 'b'] }, is: 'choice' },
  { schema: { type: 'integer', default: 18 }, is: 'number', placeholder: '18' },
  { schema: { type: 'array', items: { type: 'string' } }, is: 'texts' },
  { schema: { type: 'array', items: {} }, is: 'json' },
  { schema: { type: ['string', 'number'] }, is: 'scalar' },
  { schema: { type: 'object' }, is: 'json' },
  { schema: {}, is: 'json' },
])('$schema is typed as $is', ({ schema, is, placeholder }) => {
  const shown = shownAs(schema)
  expect(shown.is).toBe(is)
  if (placeholder !== undefined) expect(shown.placeholder).toBe(placeholder)
})

test.each([
  { is: 'number', typed: '4.5', value: 4.5 },
  { is: 'texts', typed: ' id, , name ', value: ['id', 'name'] },
  { is: 'scalar', typed: '2024', value: 2024 },
  { is: 'scalar', typed: '2024-01-01', value: '2024-01-01' },
  { is: 'json', typed: '["a", 1]', value: ['a', 1] },
  { is: 'text', typed: ' ', value: undefined },
] as const)('$typed becomes $value', ({ is, typed, value }) => {
  expect(typedAs(is, typed)).toEqual(value === undefined ? {} : { value })
})

test('what is no value of its kind is said, and nothing is taken', () => {
  expect(typedAs('number', 'many')).toEqual({ problem: 'This is no number.' })
  expect(typedAs('json', '[a]')).toEqual({ problem: 'This is no JSON: texts stand in double quotes.' })
})
