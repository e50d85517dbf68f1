import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf } from '../../../../../test/full.ts'
import { failure } from '../../../test/failure.ts'
import type { Database, Engine, Session } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { later, many, ref, share } from '../../factory/association.ts'
import { defineFactory } from '../../factory/define-factory.ts'
import { assigned, kind } from '../../factory/field-maker.ts'
import { entity } from '../../factory/source.ts'
import { connectFactories } from './connect-factories.ts'

/** Factories that write, over every engine: what they create, in how many statements, and what is left after cleaning. */

const engines = firstOf<[Engine, () => Promise<string>]>(2, [
  ['postgres', () => testDatabase('factories')],
  ['sqlite', async () => 'sqlite::memory:'],
  ['pglite', async () => 'pglite:'],
])

interface Customer {
  id: string
  email: string
  name: string
  joinedAt: Date
  settings: { theme: string; limits: number[] }
}

const customers = defineFactory(entity<Customer>('customers'), {
  fields: {
    id: kind('uuid').unique(),
    email: kind('email').unique(),
    name: kind('full-name'),
    joinedAt: new Date('2024-02-29T12:00:00Z'),
    settings: { theme: 'dark', limits: [1, 2] },
  },
  associations: {
    orders: many(
      later(() => orders),
      0,
    ),
  },
})

const orders = defineFactory('orders', {
  fields: { id: assigned(), customer_id: '', status: 'open' as 'open' | 'paid', total: 12.5 },
  traits: { paid: { fields: { status: 'paid' as const } } },
  associations: {
    customer: ref(customers),
    items: many(
      later(() => items),
      0,
    ),
  },
})

const items = defineFactory('items', {
  fields: { order_id: 0, line: ({ listIndex }) => listIndex, note: kind('words') },
  associations: { order: ref(orders) },
})

const employees = defineFactory('employees', {
  fields: { id: kind('uuid').unique(), team_id: '' },
  associations: { team: ref(later(() => teams)) },
})
const teams = defineFactory('teams', {
  fields: { id: kind('uuid').unique(), lead_id: null as string | null },
  associations: { lead: ref(employees) },
})

const schema = (dialect: string) => {
  const [uuid, instant, json] = dialect === 'postgres' ? ['uuid', 'timestamptz', 'jsonb'] : ['text', 'text', 'text']
  const number =
    dialect === 'postgres' ? 'integer generated always as identity primary key' : 'integer primary key autoincrement'
  return `
    create table customers (id ${uuid} primary key, email varchar(80) not null unique, name text not null,
      joined_at ${instant} not null, settings ${json} not null);
    create table orders (id ${number}, customer_id ${uuid} not null references customers,
      status text not null check (status in ('open', 'paid')), total numeric(8, 2) not null);
    create table items (order_id integer not null references orders, line integer not null, note text,
      primary key (order_id, line));
    create table odds (id ${number}, bytes ${dialect === 'postgres' ? 'bytea' : 'blob'}, big bigint, ratio ${dialect === 'postgres' ? 'double precision' : 'real'},
      list ${dialect === 'postgres' ? 'text[]' : 'text'}, doc ${json}, day date, flag boolean, amount numeric(20, 4));
    create table audits (customer_id ${uuid} references customers on delete cascade, what text);
    create table teams (id ${uuid} primary key, lead_id ${uuid} ${dialect === 'sqlite' ? 'not null references employees' : ''});
    create table employees (id ${uuid} primary key, team_id ${uuid} not null references teams);
    ${dialect === 'postgres' ? 'alter table teams add foreign key (lead_id) references employees' : ''}
  `
}

describe.each(engines)('on %s', (_, url) => {
  let database: Database
  let shop: ReturnType<typeof connected>
  const connected = (session: Session) => connectFactories(session, { customers, orders, items, teams, employees })

  beforeAll(async () => {
    database = await connect(await url())
    await database.execute(schema(database.dialect))
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    for (const table of ['audits', 'items', 'orders', 'customers']) await database.execute(`delete from ${table}`)
    shop = connected(database)
  })

  const count = async (table: string): Promise<number> => {
    const [answer] = await database.query<{ n: number }>(`select count(*) as n from ${table}`)
    return answer!.n
  }

  test('create() writes what it answers', async () => {
    const ada = await shop.customers.create({ name: 'Ada' })
    const [row] = await database.query('select id, email, name, settings from customers')
    expect(row).toMatchObject({ id: ada.id, email: ada.email, name: 'Ada' })
    const settings: unknown = typeof row!.settings === 'string' ? JSON.parse(row!.settings) : row!.settings
    expect(settings).toEqual({ theme: 'dark', limits: [1, 2] })
    const [when] = await database.query<{ joined_at: string }>('select joined_at from customers')
    expect(new Date(when!.joined_at)).toEqual(ada.joinedAt)
  })

  test('build() and create() answer rows of one shape, and build() writes nothing', async () => {
    const built = await shop.orders.build()
    expect(await count('orders')).toBe(0)
    const created = await shop.orders.create()
    expect(Object.keys(created)).toEqual(Object.keys(built))
    expect([typeof created.id, typeof built.id]).toEqual(['number', 'number'])
  })

  test('ids come from the sequence of the database, and are known before the rows are written', async () => {
    await database.execute(
      "insert into customers values ('00000000-0000-4000-8000-000000000000', 'a@b.c', 'x', '2024-01-01', '{}'); insert into orders (customer_id, status, total) values ('00000000-0000-4000-8000-000000000000', 'open', 1)",
    )
    const made = await shop.orders.createMany(3, { items: 2 })
    const found = await database.query<{ order_id: number }>('select order_id from items order by order_id, line')
    expect(found.map(({ order_id }) => order_id)).toEqual(made.flatMap(({ id }) => [id, id]))
    await database.execute(
      "insert into orders (customer_id, status, total) values ('00000000-0000-4000-8000-000000000000', 'open', 1)",
    )
    expect(await count('orders')).toBe(5)
  })

  test('rows that exist may be parents', async () => {
    const ada = await shop.customers.create()
    await shop.orders.with('paid').createMany(2, { customer: ada })
    expect(await count('customers')).toBe(1)
    expect(await database.query('select distinct customer_id, status from orders')).toEqual([
      { customer_id: ada.id, status: 'paid' },
    ])
  })

  test('share() gives all rows of a call one parent', async () => {
    await shop.orders.createMany(3, { customer: share(ref(customers)) })
    expect(await count('customers')).toBe(1)
  })

  test('tables that point at each other are filled, and emptied', async () => {
    const [one] = await shop.employees.createMany(2)
    const [row] = await database.query(
      'select t.lead_id from teams t join employees e on e.team_id = t.id where e.id = $1',
      [one!.id],
    )
    expect(row).toEqual({ lead_id: one!.id })
    expect(await shop.cleanup()).toMatchObject({ deleted: { employees: 2, teams: 2 }, complete: true })
    expect(await count('teams')).toBe(0)
  })

  test('nothing is written where one row of a call is refused', async () => {
    const refused = await failure(
      shop.orders.createMany(3, (index) => (index === 2 ? { total: Number.NaN, status: 'lost' as 'open' } : {})),
    )
    expect(refused.code).toBe('CONSTRAINT_VIOLATED')
    expect([await count('orders'), await count('customers')]).toEqual([0, 0])
    expect(await shop.cleanup()).toEqual({ deleted: {}, failures: [], complete: true })
  })

  test('bytes, big numbers, lists, documents and hostile text arrive as they are', async () => {
    const odds = defineFactory('odds', {
      fields: {
        id: assigned(),
        bytes: new Uint8Array([0, 255, 7]),
        big: 9_007_199_254_740_993n,
        ratio: 0.1,
        list: ['a,b', '"', "it's", '\\', '{}', ''],
        doc: { text: "'; drop table odds; --", list: [null, 1.5, '"'], nested: { yes: true } },
        day: new Date('2024-02-29T00:00:00Z'),
        flag: true,
        amount: '1234567890.25',
      },
    })
    const some = connectFactories(database, { odds })
    const [, made] = await some.odds.createMany(2)
    const [row] = await database.query('select * from odds where id = $1', [made!.id])
    const parsed = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value)
    expect(row).toMatchObject({ big: made!.big, ratio: 0.1 })
    expect([...(row!.bytes as Uint8Array)]).toEqual([0, 255, 7])
    expect([parsed(row!.list), parsed(row!.doc)]).toEqual([made!.list, made!.doc])
    expect([String(row!.day).slice(0, 10), Boolean(row!.flag)]).toEqual(['2024-02-29', true])
    expect(Number(row!.amount)).toBe(1234567890.25)
    expect(await some.cleanup()).toMatchObject({ deleted: { odds: 2 } })
  })

  test('calls side by side never meet', async () => {
    const [made, others] = await Promise.all([shop.orders.createMany(5), shop.orders.createMany(5)])
    await Promise.all(Array.from({ length: 5 }, () => shop.orders.create()))
    expect(new Set([...made, ...others].map(({ id }) => id)).size).toBe(10)
    expect(await count('orders')).toBe(15)
  })

  test('a field without a column is refused by name', async () => {
    const odd = defineFactory('items', { fields: { order_id: 1, colour: 'red' } })
    const one = connectFactories(database, { odd })
    expect(await failure(one.odd.create())).toMatchObject({ code: 'FACTORY_INVALID', at: 'items.colour' })
    const lost = connectFactories(database, { lost: defineFactory('nowhere', { fields: { a: 1 } }) })
    expect(await failure(lost.lost.create())).toMatchObject({ code: 'TABLE_UNKNOWN', at: 'nowhere' })
  })

  describe('cleaning up', () => {
    test('deletes what was created and what came along, children first, and nothing else', async () => {
      const mine = await shop.customers.create()
      const other = connected(database)
      await other.orders.createMany(2, { items: 3 })
      await shop.orders.create({ customer: mine, items: 2 })
      expect(await other.cleanup()).toEqual({
        deleted: { orders: 2, customers: 2, items: 6 },
        failures: [],
        complete: true,
      })
      expect([await count('customers'), await count('orders'), await count('items')]).toEqual([1, 1, 2])
    })

    test('is done by one factory for what it was asked for, and is safe to do twice', async () => {
      await shop.customers.create()
      await shop.orders.createRecord()
      expect((await shop.orders.cleanupCreatedRecords()).deleted).toEqual({ orders: 1, customers: 1 })
      expect(await shop.orders.cleanupCreatedRecords()).toEqual({ deleted: {}, failures: [], complete: true })
      expect(await count('customers')).toBe(1)
    })

    test('counts as done what somebody else deleted before', async () => {
      await shop.customers.createMany(2)
      await database.execute('delete from customers')
      expect(await shop.cleanup()).toEqual({ deleted: { customers: 0 }, failures: [], complete: true })
    })

    test('keeps rows that others point at, says so, deletes all else, and finishes when it can', async () => {
      const [ada, bea, cleo] = await shop.customers.createMany(3)
      await database.query("insert into orders (customer_id, status, total) values ($1, 'open', 1)", [ada!.id])
      await database.query("insert into audits values ($1, 'seen')", [bea!.id])
      const report = await shop.cleanup()
      expect(report).toMatchObject({ deleted: { customers: 1 }, complete: false })
      expect(report.failures.map(({ entity, rows, code }) => ({ entity, rows, code }))).toEqual([
        { entity: 'customers', rows: 1, code: 'CONSTRAINT_VIOLATED' },
        { entity: 'customers', rows: 1, code: 'CONSTRAINT_VIOLATED' },
      ])
      expect(report.failures.map(({ reason }) => reason).join()).toContain('audits')
      expect(await database.query('select id from customers where id = $1', [cleo!.id])).toEqual([])

      await database.execute('delete from orders')
      expect(await shop.cleanup({ cascade: true })).toMatchObject({ deleted: { customers: 2 }, complete: true })
      expect(await count('audits')).toBe(0)
    })

    test('never lets a cascade take along what nobody here created', async () => {
      const ada = await shop.customers.create()
      await database.query("insert into audits values ($1, 'seen')", [ada.id])
      expect(await shop.cleanup()).toMatchObject({ deleted: { customers: 0 }, complete: false })
      expect([await count('audits'), await count('customers')]).toEqual([1, 1])
    })

    test('happens by itself at the end of a scope', async () => {
      {
        await using scoped = connected(database)
        await scoped.items.create()
        expect(await count('items')).toBe(1)
      }
      expect([await count('items'), await count('orders'), await count('customers')]).toEqual([0, 0, 0])
    })
  })

  test('a specification says how many, what holds for each, whom they belong to, and by which seed', async () => {
    const ada = await shop.customers.create()
    const batch = await shop.orders.createBatch({
      count: 3,
      relationships: { customer: ada, items: 1 },
      constraints: { status: 'paid' },
      seed: 'spec',
    })
    expect(batch.map(({ customer_id, status }) => [customer_id, status])).toEqual(Array(3).fill([ada.id, 'paid']))
    expect(await count('items')).toBe(3)
    const one = await shop.customers.createRecord({ seed: 'same' })
    await shop.cleanup()
    expect(await connected(database).customers.createRecord({ seed: 'same' })).toEqual(one)
  })
})
