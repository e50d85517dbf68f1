import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import type { Plan } from '../../generate/plan.ts'
import { batchesOf, entitySlices, partitionOf, wholeOf } from '../../generate/rows.ts'
import type { DataSchema } from '../../model/schema.ts'
import { streamOf, word } from '../../random/stream.ts'
import { analyzePatterns } from '../learn/analyze-patterns.ts'
import { parsePatterns } from '../parse-patterns.ts'
import { planSynthesis } from './plan-synthesis.ts'

type Row = Record<string, unknown>
const stream = streamOf('shop')
const draw = (row: number, of: number, below: number): number =>
  Math.floor((word(stream, row, of) * below) / 4294967296)

const regions = ['north', 'south', 'west']
const customers = Array.from({ length: 800 }, (_, row) => ({
  id: row + 1,
  region: regions[draw(row, 0, 3)],
  vip: draw(row, 1, 10) === 0,
}))
const products = Array.from({ length: 60 }, (_, row) => ({
  sku: `SKU-${1000 + row * 7}`,
  price: 5 + draw(row, 2, 100),
}))
const orders: Row[] = []
const items: Row[] = []
for (const { id, vip } of customers) {
  const count = vip ? 6 + draw(id, 3, 4) : draw(id, 3, 3)
  for (let i = 0; i < count; i++) {
    const order = orders.length
    const channel = vip ? 'phone' : draw(order, 4, 10) === 0 ? 'phone' : 'web'
    const net = 100 + draw(order, 5, 900)
    orders.push({
      id: order + 1,
      customer_id: draw(order, 8, 20) === 0 ? null : id,
      channel,
      net,
      gross: net + draw(order, 6, 50),
    })
    const lines = 1 + draw(order, 7, 4)
    for (let line = 1; line <= lines; line++)
      items.push({
        order_id: order + 1,
        line,
        sku: products[draw(items.length, 9, 60)]!.sku,
        quantity: 1 + draw(items.length, 10, 3),
      })
  }
}
const schema: DataSchema = {
  entities: [
    {
      name: 'customers',
      primaryKey: ['id'],
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'region', type: 'text' },
        { name: 'vip', type: 'boolean' },
      ],
    },
    {
      name: 'products',
      primaryKey: ['sku'],
      fields: [
        { name: 'sku', type: 'text' },
        { name: 'price', type: 'integer' },
      ],
    },
    {
      name: 'orders',
      primaryKey: ['id'],
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'customer_id', type: 'integer', nullable: true },
        { name: 'channel', type: 'text' },
        { name: 'net', type: 'integer' },
        { name: 'gross', type: 'integer' },
      ],
    },
    {
      name: 'items',
      primaryKey: ['order_id', 'line'],
      fields: [
        { name: 'order_id', type: 'integer' },
        { name: 'line', type: 'integer' },
        { name: 'sku', type: 'text' },
        { name: 'quantity', type: 'integer' },
      ],
    },
  ],
  relationships: [
    {
      type: 'one-to-many',
      parent: { entity: 'customers' },
      child: { entity: 'orders', fields: ['customer_id'] },
      optional: true,
    },
    { type: 'one-to-many', parent: { entity: 'orders' }, child: { entity: 'items', fields: ['order_id'] } },
    { type: 'one-to-many', parent: { entity: 'products' }, child: { entity: 'items', fields: ['sku'] } },
  ],
  constraints: [{ type: 'check', entity: 'orders', expression: 'gross < net + 48' }],
}
const sample = { customers, products, orders, items }

const source = (withSchema: boolean) => ({
  name: 'shop',
  ...(withSchema ? { schema } : {}),
  async *batches() {
    for (const [entity, rows] of Object.entries(sample)) yield batchOf(entity, rows)
  },
})

const patterns = parsePatterns(JSON.parse(JSON.stringify(await analyzePatterns(source(true), { at: new Date(0) }))))

function tables(plan: Plan): Record<string, Row[]> {
  const all: Record<string, Row[]> = {}
  for (const part of entitySlices(plan, wholeOf(plan)))
    all[part.plan.entity.name] = [...batchesOf(part)].flatMap(rowsOf)
  return all
}

const made = tables(planSynthesis(patterns, { rows: 1600, seed: 2 }))
const share = (rows: readonly Row[], of: (row: Row) => boolean): number => rows.filter(of).length / rows.length

test('every key is unique and every child has a parent, or none where some had none', () => {
  const ids = (entity: string, key: string) => new Set(made[entity]!.map((row) => row[key]))
  expect(ids('customers', 'id').size).toBe(1600)
  expect(ids('products', 'sku').size).toBe(1600)
  expect(ids('orders', 'id').size).toBe(made.orders!.length)
  expect(new Set(made.items!.map(({ order_id: order, line }) => `${order} ${line}`)).size).toBe(made.items!.length)
  const customerIds = ids('customers', 'id')
  expect(made.orders!.every(({ customer_id: id }) => id === null || customerIds.has(id))).toBe(true)
  expect(share(made.orders!, ({ customer_id: id }) => id === null)).toBeCloseTo(0.05, 1)
  const orderIds = ids('orders', 'id')
  const skus = ids('products', 'sku')
  expect(made.items!.every(({ order_id: order, sku }) => orderIds.has(order) && skus.has(sku))).toBe(true)
})

test('parents have as many children as theirs had', () => {
  const none = (parents: readonly Row[], children: readonly Row[]): number => {
    const with_ = new Set(children.map(({ customer_id: id }) => id))
    return share(parents, ({ id }) => !with_.has(id))
  }
  expect(Math.abs(none(made.customers!, made.orders!) - none(customers, orders))).toBeLessThan(0.05)
  expect(Math.abs(made.orders!.length / 1600 / (orders.length / 800) - 1)).toBeLessThan(0.12)
  expect(made.items!.length / made.orders!.length / (items.length / orders.length)).toBeCloseTo(1, 1)
})

test('what a child is goes with what its parent is', () => {
  const vips = new Map(made.customers!.map(({ id, vip }) => [id, vip]))
  const phone = (vip: boolean): number => {
    const own = made.orders!.filter(({ customer_id: id }) => id !== null && vips.get(id) === vip)
    return share(own, ({ channel }) => channel === 'phone')
  }
  expect(phone(true)).toBeGreaterThan(0.9)
  expect(phone(false)).toBeLessThan(0.3)
})

test('checks of the schema hold in every row', () => {
  expect(made.orders!.every(({ net, gross }) => Number(gross) < Number(net) + 48 && Number(gross) >= Number(net))).toBe(
    true,
  )
})

test('slices put together are the whole, and children follow parents that meet a condition', () => {
  const plan = planSynthesis(patterns, { rows: 300, where: { customers: 'vip' } })
  const parts = [1, 2, 3].flatMap((number) =>
    entitySlices(plan, partitionOf(plan, number, 3)).flatMap((part) => [...batchesOf(part)].flatMap(rowsOf)),
  )
  const whole = tables(plan)
  expect(parts).toEqual(Object.values(whole).flat())
  expect(whole.customers!.every(({ vip }) => vip === true)).toBe(true)
  expect(
    share(
      whole.orders!.filter(({ customer_id: id }) => id !== null),
      ({ channel }) => channel === 'phone',
    ),
  ).toBeGreaterThan(0.9)
})

test('a scenario gives each parent more children', () => {
  const more = tables(planSynthesis(patterns, { rows: 1600, seed: 2, scenario: { children: { orders: 3 } } }))
  expect(more.orders!.length / made.orders!.length).toBeCloseTo(3, 0)
  expect(more.customers).toEqual(made.customers)
})

test('foreign keys show in the rows where no schema names them', async () => {
  const found = await analyzePatterns(source(false), { at: new Date(0) })
  expect(
    found.relationships
      .map(({ parent, child }) => `${child.entity}.${child.fields} ${parent.entity}.${parent.fields}`)
      .sort(),
  ).toEqual(['items.order_id orders.id', 'items.sku products.sku', 'orders.customer_id customers.id'])
})

test('where a few parents have most of the children, there are as many of them, and as many in proportion', async () => {
  const data = {
    languages: Array.from({ length: 6 }, (_, i) => ({ id: i + 1 })),
    films: Array.from({ length: 300 }, (_, i) => ({ id: i + 1, language: 3, length: 60 + draw(i, 0, 90) })),
    addresses: Array.from({ length: 100 }, (_, i) => ({ id: i + 1 })),
    stores: [
      { id: 1, address: 20 },
      { id: 2, address: 71 },
    ],
    kinds: Array.from({ length: 5 }, (_, i) => ({ id: i + 1 })),
    marks: Array.from({ length: 250 }, (_, i) => ({ kind: 1 + draw(i, 1, 5), film: i + 1 })),
  }
  const key = (name: string, ...more: string[]) => ({
    name,
    primaryKey: ['id'],
    fields: ['id', ...more].map((field) => ({ name: field, type: 'integer' as const })),
  })
  const few = await analyzePatterns(
    {
      name: 'few',
      schema: {
        entities: [
          key('languages'),
          key('films', 'language', 'length'),
          key('addresses'),
          key('stores', 'address'),
          key('kinds'),
          {
            ...key('marks', 'kind', 'film'),
            primaryKey: ['kind', 'film'],
            fields: ['kind', 'film'].map((name) => ({ name, type: 'integer' as const })),
          },
        ],
        relationships: [
          { type: 'one-to-many', parent: { entity: 'languages' }, child: { entity: 'films', fields: ['language'] } },
          { type: 'one-to-many', parent: { entity: 'addresses' }, child: { entity: 'stores', fields: ['address'] } },
          { type: 'one-to-many', parent: { entity: 'kinds' }, child: { entity: 'marks', fields: ['kind'] } },
          { type: 'one-to-many', parent: { entity: 'films' }, child: { entity: 'marks', fields: ['film'] } },
        ],
      },
      async *batches() {
        for (const [entity, rows] of Object.entries(data)) yield batchOf(entity, rows)
      },
    },
    { at: new Date(0) },
  )
  for (const seed of [1, 2, 3]) {
    const same = Object.fromEntries(planSynthesis(few, { seed }).entities.map((one) => [one.entity.name, one.rows]))
    expect(same).toEqual({ languages: 6, films: 300, addresses: 100, stores: 2, kinds: 5, marks: expect.any(Number) })
    const twice = planSynthesis(few, { seed, scenario: { rows: 2 } })
    expect(twice.entities.map(({ rows }) => rows)).toEqual([12, 600, 200, 4, 10, expect.any(Number)])
    // A film has one mark at most, as it had.
    const { marks = [] } = tables(planSynthesis(few, { seed }))
    expect(marks.length).toBeGreaterThan(200)
    expect(new Set(marks.map(({ film }) => film)).size).toBe(marks.length)
  }
})
