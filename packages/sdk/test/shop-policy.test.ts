import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { maskRows } from '../src/anonymize/apply/mask-rows.ts'
import { compilePolicy } from '../src/anonymize/policy/compile-policy.ts'
import { parsePolicy } from '../src/anonymize/policy/parse-policy.ts'
import { exampleKey } from '../src/anonymize/transforms/example-setting.ts'
import { analyzeSchema } from '../src/catalog/analyze.ts'
import { maskingSchemaOf } from '../src/catalog/masking/masking-schema-of.ts'
import { connectPostgres } from '../src/database/postgres/connect.ts'
import { createTables } from '../src/fill/create-tables.ts'
import { fillDatabase } from '../src/fill/fill-database.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const example = read('../../../examples/shop-policy.json')
const shop = JSON.parse(read('../../../examples/shop.json'))

const database = await connectPostgres(await testDatabase('shop_policy'))
afterAll(() => database.close())
await createTables(database, shop)
await fillDatabase(database, { rows: 40, seed: 3 })
const schema = maskingSchemaOf(await analyzeSchema(database))
const key = exampleKey('secret')

test('an editor finds nothing wrong with the example policy, and what is wrong with others', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(read('../schemas/masking-policy.json')),
  )
  expect(validate(JSON.parse(example)) || validate.errors).toBe(true)
  expect(read(`../../../examples/${JSON.parse(example).$schema}`)).toBe(read('../schemas/masking-policy.json'))
  const policy = (columns: object) => ({ kind: 'masking-policy', version: 1, tables: { t: { columns } } })
  expect(validate(policy({ a: 'keep', b: { transform: 'email' } }))).toBe(true)
  expect(validate(policy({ a: 'drop' }))).toBe(false)
  expect(validate(policy({ a: { transfrom: 'email' } }))).toBe(false)
  expect(validate({ ...policy({}), kind: 'understudy.schema' })).toBe(false)
})

test('the example masks the shop: nothing personal is left, and every key still fits', async () => {
  const compiled = compilePolicy(parsePolicy(example), schema, { key })
  expect(compiled.waivers).toEqual([])
  const rows = async (table: string) => database.query<Record<string, unknown>>(`select * from ${table} order by id`)
  const masked = async (table: string) => maskRows(await rows(table), compiled.tables.get(table)!)
  const [before, after] = [await rows('public.customers'), await masked('public.customers')]
  for (const name of ['first_name', 'last_name', 'email', 'phone', 'street_address'] as const) {
    const originals = before.map((row) => row[name]).filter((value) => value !== null)
    expect([name, after.filter((row, i) => row[name] !== null && row[name] === before[i]?.[name])]).toEqual([name, []])
    expect(originals.length).toBeGreaterThan(10)
  }
  expect(new Set(after.map(({ email }) => email)).size).toBe(before.length)
  const ids = new Set(after.map(({ id }) => id))
  for (const table of ['public.orders', 'public.reviews']) {
    for (const { customer_id } of await masked(table)) expect(ids).toContain(customer_id)
  }
  for (const { referred_by } of after) if (referred_by !== null) expect(ids).toContain(referred_by)
})

test('a column that is added to the shop stops it', async () => {
  await database.execute('alter table public.reviews add column reviewer text')
  const grown = maskingSchemaOf(await analyzeSchema(database))
  expect(() => compilePolicy(parsePolicy(example), grown, { key })).toThrow(
    expect.objectContaining({ code: 'POLICY_INCOMPLETE', at: 'public.reviews.reviewer' }),
  )
})
