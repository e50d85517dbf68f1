import { generateData } from '@understudy/sdk'
import { describe, expect, test } from 'vitest'
import { customizedSchema } from './customized-schema.ts'

const shop = {
  entities: [
    {
      name: 'customers',
      fields: { id: 'sequence', name: 'full-name', country: 'country-code', code: { unique: true } },
    },
    {
      name: 'orders',
      fields: { id: 'sequence', customer_id: {}, total: { type: 'integer' }, note: { type: 'text', nullable: true } },
    },
    { name: 'tags', fields: { id: 'sequence' } },
  ],
  relationships: [
    { type: 'one-to-many', parent: { entity: 'customers' }, child: { entity: 'orders', fields: ['customer_id'] } },
    { type: 'many-to-many', left: { entity: 'orders' }, right: { entity: 'tags' } },
  ],
  constraints: [{ type: 'range', entity: 'orders', field: 'total', min: 1, max: 100 }],
}
const options = { seed: 7, rows: 20 }

describe('a schema that a team customizes', () => {
  test('makes the rows that it made before where nothing is customized', async () => {
    const { schema, options: same, conflicts } = customizedSchema(shop, options, {})
    expect(conflicts).toEqual([])
    // As it comes out of the store.
    const kept = JSON.parse(JSON.stringify(schema))
    expect(await generateData(kept, same).collect()).toEqual(await generateData(shop, options).collect())
  })

  test('makes what is asked for: as many rows, one value, other fields, another locale, and rules that hold', async () => {
    const made = customizedSchema(shop, options, {
      volumes: { customers: 3, orders: 50 },
      overrides: { customers: { country: 'FR' }, orders: { note: null } },
      fields: { customers: { name: { kind: 'company' } } },
      locale: 'fr',
      rules: [{ type: 'range', entity: 'orders', field: 'total', min: 90 }],
    })
    expect(made.conflicts).toEqual([])
    const rows = await generateData(made.schema, made.options).collect()
    expect([rows.customers?.length, rows.orders?.length, rows.tags?.length]).toEqual([3, 50, 20])
    const customers = new Set(rows.customers?.map(({ id }) => id))
    expect(rows.orders?.every(({ customer_id }) => customers.has(customer_id))).toBe(true)
    expect(new Set(rows.customers?.map(({ country }) => country))).toEqual(new Set(['FR']))
    expect(rows.orders?.every(({ note }) => note === null)).toBe(true)
    expect(rows.orders?.every(({ total }) => Number(total) >= 90 && Number(total) <= 100)).toBe(true)
    const plain = await generateData(shop, options).collect()
    expect(rows.customers?.map(({ name }) => name)).not.toEqual(plain.customers?.slice(0, 3).map(({ name }) => name))
    expect(await generateData(made.schema, made.options).collect()).toEqual(rows)
  })

  const conflicts = (customizations: Parameters<typeof customizedSchema>[2]) =>
    customizedSchema(shop, options, customizations).conflicts.map(({ at, why }) => [at, why])

  test('names every place that is not there, and every key that would be lost', () => {
    expect(
      conflicts({
        volumes: { shops: 1, tags: 0 },
        overrides: { orders: { id: 1, customer_id: 7, what: 1 } },
        without: { customers: ['id', 'name'], tags: ['id'] },
        fields: { orders: { colour: { kind: 'colour' } } },
      }),
    ).toEqual([
      ['shops', 'there is no such entity'],
      ['orders.what', 'there is no such field'],
      ['orders.colour', 'there is no such field'],
      ['customers.id', 'it is of the primary key, which is not left out'],
      ['orders.id', 'it is of the primary key, and rows would be the same'],
      ['tags.id', 'it is of the primary key, which is not left out'],
      ['tags', 'nothing would be left of it'],
      ['orders.customer_id', 'it refers to rows of another entity'],
      ['tags', 'it would have no rows'],
    ])
  })

  test('names everything at once, whatever else is wrong and in whatever order the engine finds it', () => {
    const total = (limits: object) => ({ type: 'range', entity: 'orders', field: 'total', ...limits })
    expect(
      conflicts({
        locale: 'tlh',
        without: { tags: ['what'] },
        overrides: { customers: { code: 'same', name: 'Ada' }, orders: { id: 1 } },
        rules: [total({ max: 50 }), total({ min: 200 }), { type: 'range', entity: 'orders', field: 'no', min: 1 }],
      }),
    ).toEqual([
      ['tags.what', 'there is no such field'],
      ['orders.id', 'it is of the primary key, and rows would be the same'],
      ['rules[2].field', expect.stringContaining('"no"')],
      ['rules[1]', 'no value of "total" obeys both this and constraints[0] and rules[0]'],
      ['locale', 'there is no locale "tlh"'],
      ['customers', expect.stringMatching(/^unique code has room for 1 row/)],
    ])
    expect(conflicts({ overrides: { orders: { total: 500 } } })).toEqual([['orders.total', expect.any(String)]])
  })

  test('says where a change contradicts the schema, in the words of the change', () => {
    const at = (customizations: Parameters<typeof conflicts>[0]) => conflicts(customizations).map(([place]) => place)
    expect(at({ rules: [{ type: 'range', entity: 'orders', field: 'total', min: 200 }] })[0]).toMatch(/^rules\[0\]/)
    expect(at({ rules: [{ type: 'range', entity: 'orders', field: 'nothing', min: 1 }] })[0]).toMatch(/^rules\[0\]/)
    expect(at({ fields: { customers: { name: { kind: 'no-such-kind' } } } })).toEqual(['customers.name.kind'])
    expect(at({ overrides: { customers: { code: 'same' } } }).length).toBeGreaterThan(0)
    expect(at({ overrides: { orders: { total: 500 } } }).length).toBeGreaterThan(0)
    expect(conflicts({ locale: 'tlh' })[0]?.[1]).toMatch(/tlh/)
    expect(conflicts({ overrides: { orders: { total: 50 } } })).toEqual([])
  })
})
