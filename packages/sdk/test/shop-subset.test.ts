import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, expect, test } from 'vitest'
import { analyzeSchema } from '../src/catalog/analyze.ts'
import { parseSubset } from '../src/clone/subset/parse-subset.ts'
import { planSubset } from '../src/clone/subset/plan-subset.ts'
import { connect } from '../src/database/connect.ts'
import { createTables } from '../src/fill/create-tables.ts'
import { fillDatabase } from '../src/fill/fill-database.ts'
import { openGuardedSource } from '../src/safety/open-guarded-source.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const example = read('../../../examples/shop-subset.json')
const folder = await mkdtemp(join(tmpdir(), 'understudy-shop-subset-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('an editor finds nothing wrong with the example subset, and what is wrong with others', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(read('../schemas/subset.json')),
  )
  expect(validate(JSON.parse(example)) || validate.errors).toBe(true)
  expect(read(`../../../examples/${JSON.parse(example).$schema}`)).toBe(read('../schemas/subset.json'))
  const subset = (root: object) => ({ kind: 'subset', version: 1, roots: { t: root } })
  expect(validate(subset({ where: 'id = 1' }))).toBe(true)
  expect(validate(subset({ share: 2 }))).toBe(false)
  expect(validate(subset({ were: 'id = 1' }))).toBe(false)
})

test('the example takes a part of the shop in which nothing refers to what is not there', async () => {
  const url = `sqlite:${join(folder, 'shop.db')}`
  await using database = await connect(url)
  await createTables(database, JSON.parse(read('../../../examples/shop.json')))
  await fillDatabase(database, { rows: 300, seed: 5 })
  await using source = await openGuardedSource(url)
  const definition = await source.session((session) => analyzeSchema(session))
  const subset = parseSubset(example.replaceAll('public.', ''))
  const selections = await planSubset({ source, definition, subset })
  const rows = Object.fromEntries([...selections].map(([table, { rows }]) => [table, rows]))
  expect(rows.orders).toBeGreaterThan(10)
  expect(rows.orders).toBeLessThan(150)
  expect(rows.customers).toBeLessThan(300)
  expect(Object.keys(rows).sort()).toEqual(['customers', 'order_items', 'orders', 'reviews'])
  expect(selections.get('customers')?.why[0]).toBe('20 rows: drawn by condition')
  const where = async (table: string) => {
    const parts: string[] = []
    for await (const condition of selections.get(table)?.conditions() ?? []) parts.push(condition)
    return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`
  }
  for (const [child, column, parent] of [
    ['orders', 'customer_id', 'customers'],
    ['order_items', 'order_id', 'orders'],
    ['reviews', 'order_id', 'orders'],
    ['reviews', 'customer_id', 'customers'],
    ['customers', 'referred_by', 'customers'],
  ] as const) {
    const orphans = await database.query(
      `select 1 as n from ${child} where ${await where(child)} and ${column} not in (select id from ${parent} where ${await where(parent)})`,
    )
    expect(orphans, `${child}.${column}`).toEqual([])
  }
})
