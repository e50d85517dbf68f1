import { expect, test } from 'vitest'
import { batchOf } from './batch-of-rows.ts'
import { rowsOf } from './row-objects.ts'

const typeOf = (...values: readonly unknown[]) =>
  batchOf(
    't',
    values.map((a) => ({ a })),
    [{ name: 'a' }],
  ).columns[0]?.vector.type

test('the vector follows from the values', () => {
  expect(typeOf(1, null, -5)).toBe('int')
  expect(typeOf(1, 0.5)).toBe('float')
  expect(typeOf(1, -0)).toBe('float')
  expect(typeOf(2 ** 60)).toBe('float')
  expect(typeOf(1, 2n)).toBe('bigint')
  expect(typeOf(2n ** 64n)).toBe('json')
  expect(typeOf(0.5, 2n)).toBe('json')
  expect(typeOf(true, undefined)).toBe('bool')
  expect(typeOf(new Date(0))).toBe('timestamp')
  expect(typeOf(Uint8Array.of(1))).toBe('bytes')
  expect(typeOf('a', null)).toBe('text')
  expect(typeOf(null, undefined)).toBe('text')
  expect(typeOf([1, 2], [], null)).toBe('list')
  expect(typeOf([[1], ['x']])).toBe('json')
  expect(typeOf([1, 'x'])).toBe('json')
  expect(typeOf({ a: 1 })).toBe('json')
  expect(typeOf('a', 1)).toBe('json')
})

test('lists of a column have one type, whatever each holds', () => {
  const { columns } = batchOf('t', [{ a: [1] }, { a: [0.5, null] }, { a: [] }])
  const vector = columns[0]!.vector
  expect(vector.type === 'list' && vector.values.map(({ type }) => type)).toEqual(['float', 'float', 'float'])
})

test('the columns are all names in the order of first sight', () => {
  const batch = batchOf('t', [{ b: 1 }, { a: 2, b: undefined }])
  expect(rowsOf(batch)).toEqual([
    { b: 1, a: null },
    { b: null, a: 2 },
  ])
})

test('a name that only the prototype has is absent', () => {
  expect(rowsOf(batchOf('t', [{ a: 1 }], [{ name: 'constructor' }]))).toEqual([{ constructor: null }])
})

test('an own property named __proto__ is a column', () => {
  const batch = batchOf('t', [JSON.parse('{"__proto__":5}')])
  expect(batch.columns).toMatchObject([{ name: '__proto__', vector: { type: 'int' } }])
})

const typed = (databaseType: string, ...values: readonly unknown[]) =>
  batchOf(
    't',
    values.map((a) => ({ a })),
    [{ name: 'a', databaseType }],
  )

test('a database type reads the values as its own', () => {
  const types: [string, unknown, string, unknown][] = [
    ['smallint', '12', 'int', 12],
    ['bigint', 5, 'bigint', 5],
    ['bigint', '9223372036854775807', 'bigint', 9223372036854775807n],
    ['double precision', 'NaN', 'float', Number.NaN],
    ['numeric', '1.50', 'decimal', 1.5],
    ['numeric', 2, 'decimal', 2],
    ['numeric', '123456789012345678.9', 'text', '123456789012345678.9'],
    ['boolean', 'yes', 'bool', true],
    ['date', '2020-02-29', 'date', '2020-02-29'],
    ['date', new Date('2020-02-29T23:00:00Z'), 'date', '2020-02-29'],
    ['time without time zone', '07:05', 'time', '07:05:00'],
    ['timestamp with time zone', '2020-01-01T00:00:00+01:00', 'timestamp', new Date('2019-12-31T23:00:00Z')],
    ['timestamp without time zone', '2020-01-01', 'timestamp', '2020-01-01T00:00:00'],
    ['uuid', '123E4567-e89b-12d3-a456-426614174000', 'uuid', '123e4567-e89b-12d3-a456-426614174000'],
    ['bytea', '\\x00ff', 'bytes', Uint8Array.of(0, 255)],
    ['jsonb', 'text', 'json', 'text'],
    ['jsonb', { a: 1 }, 'json', { a: 1 }],
    ['integer[]', [1, null], 'list', [1, null]],
    ['inet', '10.0.0.1', 'text', '10.0.0.1'],
    ['text', 5, 'text', '5'],
    ['constructor', 'x', 'text', 'x'],
  ]
  for (const [databaseType, value, type, expected] of types) {
    const batch = typed(databaseType, value, null)
    expect(batch.columns[0]?.vector.type, databaseType).toBe(type)
    expect(rowsOf(batch), databaseType).toEqual([{ a: expected }, { a: null }])
  }
})

test.each([
  ['integer', 'tomato'],
  ['integer', 2147483648],
  ['smallint', 1.5],
  ['bigint', '9223372036854775808'],
  ['numeric', 'toString'],
  ['boolean', 'maybe'],
  ['date', '2020-02-30'],
  ['date', new Date(Number.NaN)],
  ['uuid', '123'],
  ['bytea', 'tomato'],
  ['integer[]', ['tomato']],
  ['integer[]', 5],
  ['text', {}],
])('what is no %s is refused with its place and without being shown', (databaseType, value) => {
  let thrown: unknown
  try {
    typed(databaseType, null, value)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ code: 'INPUT_MALFORMED', at: 't.a, row 1' })
  expect(String(thrown)).not.toContain('tomato')
})
