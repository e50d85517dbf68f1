import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnReaderOf } from '../../formats/column-type.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import type { Vector } from '../../model/batch.ts'
import { canonicalReader } from './canonical.ts'
import { vectorOfTexts } from './vector-of-texts.ts'

function vector(databaseType: string, ...values: unknown[]): Vector {
  const reader = columnReaderOf(databaseType)
  for (const value of values) value === null ? reader.addNull() : reader.addValue(value)
  return reader.take()
}

function texts(of: Vector): (string | null)[] {
  const read = canonicalReader(of)
  return Array.from({ length: of.length }, (_, row) => read(row))
}

test('each kind of value has one text, whatever it came from', () => {
  expect(texts(vector('integer', 42, -3, null))).toEqual(['42', '-3', null])
  expect(texts(vector('bigint', 9007199254740993n))).toEqual(['9007199254740993'])
  expect(texts(vector('numeric', '1.50', '-0.00', '100'))).toEqual(['1.5', '0', '100'])
  expect(texts(vector('double precision', -0, 1.5, Number.POSITIVE_INFINITY))).toEqual(['0', '1.5', 'Infinity'])
  expect(texts(vector('boolean', true, false))).toEqual(['true', 'false'])
  expect(texts(vector('date', '2024-02-29'))).toEqual(['2024-02-29'])
  expect(texts(vector('time without time zone', '07:05:00', '07:05:00.120'))).toEqual(['07:05:00', '07:05:00.12'])
  expect(texts(vector('timestamp without time zone', '2024-02-29 07:05:00.500'))).toEqual(['2024-02-29T07:05:00.5'])
  expect(texts(vector('timestamp with time zone', '2024-02-29T07:05:00+02'))).toEqual(['2024-02-29T05:05:00Z'])
  expect(texts(vector('uuid', '8A0E2B34-41a4-4d31-9d3c-0c3bbf7ae2a1'))).toEqual([
    '8a0e2b34-41a4-4d31-9d3c-0c3bbf7ae2a1',
  ])
  expect(texts(vector('bytea', Uint8Array.of(0, 255)))).toEqual(['\\x00ff'])
  expect(texts(vector('json', { a: [1, null] }))).toEqual(['{"a":[1,null]}'])
  expect(texts(vector('text[]', ['a', null, 'b c', 'NULL']))).toEqual(['{a,NULL,"b c","NULL"}'])
})

test('a vector of the texts of a vector holds the same values', () => {
  const kinds: [string, fc.Arbitrary<unknown>][] = [
    ['bigint', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    ['integer', fc.integer()],
    [
      'numeric',
      fc.tuple(fc.integer(), fc.nat(99)).map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`),
    ],
    ['double precision', fc.double({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value))],
    ['boolean', fc.boolean()],
    ['date', fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })],
    [
      'timestamp with time zone',
      fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }),
    ],
    ['uuid', fc.uuid()],
    ['bytea', fc.uint8Array({ maxLength: 5 })],
    ['text', fc.string()],
    ['json', fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value).replace(/\d{16,}/g, '7')))],
    ['text[]', fc.array(fc.option(fc.string()), { minLength: 1, maxLength: 4 })],
    ['bigint[]', fc.array(fc.bigInt({ min: 0n, max: 99n }), { minLength: 1, maxLength: 4 })],
  ]
  fc.assert(
    fc.property(
      fc
        .constantFrom(...kinds)
        .chain(([type, value]) => fc.tuple(fc.constant(type), fc.array(fc.option(value), { minLength: 1 }))),
      ([type, values]) => {
        const before = vector(type, ...values)
        const after = vectorOfTexts(texts(before), before)
        const rows = (of: Vector) =>
          rowsOf({ entity: 'e', firstRow: 0, length: of.length, columns: [{ name: 'v', vector: of }] })
        expect(after && rows(after)).toEqual(rows(before))
      },
    ),
    { numRuns: 200, seed: 3 },
  )
})

test('what is no value of the kind is none', () => {
  expect(vectorOfTexts(['soon'], vector('date', '2024-02-29'))).toBeUndefined()
  expect(vectorOfTexts(['x'], vector('integer', 1))).toBeUndefined()
  expect(vectorOfTexts(['9007199254740993'], vector('integer', 1))).toMatchObject({ type: 'bigint' })
})
