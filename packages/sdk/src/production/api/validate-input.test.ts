import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type } from 'arktype'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Refused } from './refused.ts'
import { validated } from './validate-input.ts'

const schemas: [string, StandardSchemaV1][] = [
  ['zod', z.strictObject({ name: z.string().max(3), size: z.number(), role: z.enum(['guest', 'host']).optional() })],
  [
    'valibot',
    v.strictObject({
      name: v.pipe(v.string(), v.maxLength(3)),
      size: v.number(),
      role: v.optional(v.picklist(['guest', 'host'])),
    }),
  ],
  ['arktype', type({ name: 'string <= 3', size: 'number', 'role?': "'guest' | 'host'", '+': 'reject' })],
]

test.each(schemas)('%s: every place is named, and what was sent does not come back', async (_vendor, schema) => {
  const inputs = [
    { name: 'ok', size: 1 },
    { name: 'hunter2hunter2', size: 'sesame', role: 'administrator' },
    { name: 'ok', size: 1, passphrase: 'sesame' },
  ]
  const thrown: unknown = await validated(schema, inputs, 'things').catch((error: unknown) => error)
  if (!(thrown instanceof Refused)) throw new Error('a refusal was expected')
  const { code, message, details } = thrown.error
  expect(code).toBe('ENTITY_INVALID')
  expect(message).toMatch(/inputs\[1\]\.name.*inputs\[1\]\.size.*inputs\[2\]/)
  expect(JSON.stringify([details, message])).not.toMatch(/hunter2|sesame|administrator/)
})

test.each(schemas)('%s: outputs come in order', async (_vendor, schema) => {
  const inputs = [
    { name: 'a', size: 1 },
    { name: 'b', size: 2 },
  ]
  expect(await validated(schema, inputs, 'things')).toEqual(inputs)
})

test('a place that the sender has named is not repeated', async () => {
  const schema = z.record(z.string(), z.number())
  const thrown: unknown = await validated(schema, [{ "<script>'": 'x' }], 'things').catch((error: unknown) => error)
  expect(thrown instanceof Refused && thrown.error.details).toEqual({
    problems: [{ path: 'inputs[0].?', message: expect.any(String) }],
  })
})
