import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { failure } from '../../test/failure.ts'
import { defineFactory } from './define-factory.ts'
import { kind } from './field-maker.ts'

/** The same row, said in three libraries. */

const inZod = z.object({
  id: z.uuid(),
  email: z.email(),
  name: z.string().min(3).max(40),
  age: z.number().int().min(18).max(99),
  role: z.enum(['admin', 'member']),
  website: z.url().nullable(),
  tags: z.array(z.string()).max(2),
  address: z.object({ city: z.string(), zip: z.string().regex(/^\d{5}$/) }),
  joined: z.date(),
  nickname: z.string().optional(),
})
const inValibot = v.object({
  id: v.pipe(v.string(), v.uuid()),
  email: v.pipe(v.string(), v.email()),
  name: v.pipe(v.string(), v.minLength(3), v.maxLength(40)),
  age: v.pipe(v.number(), v.integer(), v.minValue(18), v.maxValue(99)),
  role: v.picklist(['admin', 'member']),
  website: v.nullable(v.pipe(v.string(), v.url())),
  tags: v.pipe(v.array(v.string()), v.maxLength(2)),
  address: v.object({ city: v.string(), zip: v.pipe(v.string(), v.regex(/^\d{5}$/)) }),
  joined: v.date(),
  nickname: v.optional(v.string()),
})
const inArktype = type({
  id: 'string.uuid',
  email: 'string.email',
  name: '3 <= string <= 40',
  age: '18 <= number.integer <= 99',
  role: "'admin' | 'member'",
  website: 'string.url | null',
  tags: 'string[] <= 2',
  address: { city: 'string', zip: /^\d{5}$/ },
  joined: 'Date',
  'nickname?': 'string',
})

const libraries = [
  ['zod', defineFactory(inZod, { entity: 'users', fields: {}, traits: { admin: { fields: { role: 'admin' } } } })],
  [
    'valibot',
    defineFactory(inValibot, { entity: 'users', fields: {}, traits: { admin: { fields: { role: 'admin' } } } }),
  ],
  [
    'arktype',
    defineFactory(inArktype, { entity: 'users', fields: {}, traits: { admin: { fields: { role: 'admin' } } } }),
  ],
] as const

describe.each(libraries)('a factory from a schema of %s', (_, factory) => {
  test('makes every field that the schema knows of, and every row meets the schema', async () => {
    const rows = await factory.buildMany(50)
    const parsed = rows.map((row) => inZod.safeParse(row))
    expect(parsed.flatMap(({ error }) => error?.issues ?? [])).toEqual([])
    expect(new Set(rows.map(({ email }) => email)).size).toBeGreaterThan(40)
    expect(new Set(rows.map(({ website }) => website === null))).toEqual(new Set([true, false]))
  })

  test('knows its fields by their types', async () => {
    const row = await factory.with('admin').build({ address: { city: 'Bergen' }, joined: new Date(0) })
    expectTypeOf(row.age).toEqualTypeOf<number>()
    expectTypeOf(row.role).toEqualTypeOf<'admin' | 'member'>()
    expectTypeOf(row.joined).toEqualTypeOf<Date>()
    expect(row).toMatchObject({ role: 'admin', joined: new Date(0), address: { city: 'Bergen' } })
    expect(row.address.zip).toMatch(/^\d{5}$/)
  })

  test('refuses what the schema refuses, by the name of the field and without its value', async () => {
    const error = await failure(factory.build({ email: 'not an address' }))
    expect(error).toMatchObject({ code: 'FACTORY_INVALID', at: 'users.email' })
    expect(JSON.stringify([error.message, error.hint])).not.toContain('not an address')
  })
})

test('takes the input of a schema that transforms, and answers its output', async () => {
  const measured = z.object({
    text: z.string().transform((text) => text.length),
    at: z.coerce.date().default(new Date(0)),
  })
  const texts = defineFactory(measured, { entity: 'texts', fields: { text: kind('sentence') } })
  const row = await texts.build({ text: 'four' })
  expectTypeOf(row).toEqualTypeOf<{ text: number; at: Date }>()
  expect(row.text).toBe(4)
  expectTypeOf(await texts.attributes()).toExtend<{ text?: string }>()
  expect(await texts.attributes({ text: 'four' })).toMatchObject({ text: 'four' })
})

test('keeps what JSON Schema cannot say: dates, big numbers, brands, records that hold themselves', async () => {
  interface Part {
    name: string
    parts: Part[]
  }
  const part: z.ZodType<Part> = z.object({
    name: z.string(),
    get parts() {
      return z.array(part)
    },
  })
  const odd = z.object({
    big: z.bigint(),
    price: z.number().multipleOf(0.25).min(1).max(3),
    exclusive: z.number().gt(0).lt(1),
    pair: z.tuple([z.literal('x'), z.number()]),
    sku: z.string().brand('sku'),
    part,
    either: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), a: z.number() }),
      z.object({ kind: z.literal('b') }),
    ]),
    nothing: z.null(),
  })
  const rows = await defineFactory(odd, { entity: 'odd', fields: {} }).buildMany(30)
  for (const row of rows) expect(() => odd.parse(row)).not.toThrow()
  expect(typeof rows[0]!.big).toBe('bigint')
})

test('a schema that describes no row, or has no name, is refused', () => {
  expect(() => defineFactory(z.object({ a: z.string() }), { fields: {} })).toThrow(
    'a schema does not say what its rows are called',
  )
  expect(() => baseless()).toThrow('describes no object')
})

function baseless(): void {
  const list = z.array(z.string())
  defineFactory(list, { entity: 'lists' })
}

test('a schema without JSON Schema is refused, and the error says what to do', () => {
  const own = {
    '~standard': {
      version: 1 as const,
      vendor: 'mine',
      validate: (value: unknown) => ({ value: value as { a: number } }),
    },
  }
  expect(() => defineFactory(own, { entity: 'things' })).toThrow('the mine schema of things has no JSON Schema')
})
