import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { rowRange } from '../../random/stream.ts'
import { exampleContext } from '../example-context.ts'
import { makerOf } from '../registry.ts'
import { textsOf } from '../text-of.ts'

function documents(schema: unknown, count = 200): unknown[] {
  const maker = makerOf('json', { schema }, exampleContext('json'))
  return textsOf(maker.make(rowRange(0, count))).map((text) => JSON.parse(text) as unknown)
}

describe('documents are valid against their schema', () => {
  test.each([
    { type: 'integer', minimum: 3, maximum: 9 },
    { type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 5 },
    { type: 'number', minimum: -1, maximum: 1, multipleOf: 0.25 },
    { type: 'number', multipleOf: 0.01, minimum: 0.1, maximum: 0.4 },
    { type: 'string', minLength: 20, maxLength: 30 },
    { type: 'string', maxLength: 2 },
    { type: 'string', pattern: '^[A-Z]{2}-\\d{3}$' },
    { type: 'string', pattern: '[a-z]+', minLength: 4, maxLength: 6 },
    { type: 'array', items: { enum: [1, 2, 3, 4] }, uniqueItems: true, minItems: 3, maxItems: 4 },
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'boolean' }], items: false },
    {
      type: 'object',
      properties: { a: { type: 'null' } },
      additionalProperties: { type: 'integer' },
      minProperties: 3,
    },
    { type: 'object', properties: { a: true, b: true, c: true }, maxProperties: 1 },
    { oneOf: [{ type: 'string' }, { type: 'integer', minimum: 10 }] },
    { anyOf: [{ const: 1 }, { enum: ['x', null] }] },
    { allOf: [{ type: 'integer', minimum: 5 }, { minimum: 7, maximum: 20 }, { maximum: 9 }] },
    { type: ['string', 'null', 'boolean'] },
    { $defs: { tree: { type: 'array', items: { $ref: '#/$defs/tree' }, maxItems: 3 } }, $ref: '#/$defs/tree' },
    { type: 'object', required: ['__proto__', 'constructor'], properties: { ['__proto__']: { type: 'integer' } } },
    true,
  ])('%j', (schema) => {
    const check = new Ajv2020({ strict: false }).compile(schema as object | boolean)
    for (const document of documents(schema))
      expect(check(document), JSON.stringify([document, check.errors])).toBe(true)
  })

  test('formats look like what they name', () => {
    const shapes = {
      date: /^\d{4}-\d\d-\d\d$/,
      'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      email: /^[a-z]+-\d+@example\.com$/,
      uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ipv4: /^10(\.\d{1,3}){3}$/,
    }
    for (const [format, shape] of Object.entries(shapes)) {
      for (const text of documents({ type: 'string', format }, 20)) expect(text).toMatch(shape)
    }
  })

  test.each([
    { not: { type: 'string' } },
    { type: 'integer', minimum: 5, maximum: 4 },
    { type: 'string', minLength: 3, maxLength: 2 },
    { $ref: '#/$defs/none' },
    { $ref: 'https://example.com/other.json' },
    { type: 'strange' },
    { enum: [] },
    { type: 'string', format: 'colour' },
    false,
  ])('what can not be met is refused, and says where: %j', (schema) => {
    expect(() => documents(schema)).toThrow(
      expect.objectContaining({ code: 'KIND_OPTIONS_INVALID', message: expect.stringContaining('schema: ') }),
    )
  })

  test('a schema that needs itself without an end is refused', () => {
    const schema = {
      $defs: { a: { type: 'object', required: ['b'], properties: { b: { $ref: '#/$defs/a' } } } },
      $ref: '#/$defs/a',
    }
    expect(() => documents(schema, 1)).toThrow(/calls itself without an end/)
  })
})
