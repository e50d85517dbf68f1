import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { firstOf } from '../../../../../test/full.ts'
import { testWhere } from '../../../../../test/test-where.ts'
import { failure } from '../../../test/failure.ts'
import { customers, fixtureFile, data as needs, orders } from '../../../test/shop-needs.ts'
import { contentsOf, type TestShop, testShop } from '../../../test/test-shop.ts'
import type { Engine } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import type { DataNeeds } from '../data-need.ts'
import { DatabaseContextManager } from '../database-context-manager.ts'
import { created } from './created.ts'
import { dataNeed } from './data-need.ts'
import { factories } from './factories.ts'
import { fillTables } from './fill-tables.ts'
import { fixtures } from './fixtures.ts'
import { scenario } from './scenario.ts'

const engines: readonly Engine[] = ['postgres', 'sqlite', 'pglite']

describe.each(firstOf(2, engines))('%s', (engine) => {
  let shop: TestShop
  let manager: DatabaseContextManager
  /** PGlite takes seconds to open; what it has no part in is shown by the other two. */
  const alike = testWhere(engine !== 'pglite')

  beforeAll(async () => {
    shop = await testShop(engine, 'needs')
    manager = new DatabaseContextManager({ environment: {} })
  })
  afterAll(() => manager.close())

  function setup<Needs extends DataNeeds>(data: Needs, isolation: 'auto' | 'rows' = 'auto') {
    return manager.setupContext('database', {
      database: { url: shop.url, isolation },
      ledger: { folder: join(shop.folder, 'ledger') },
      data,
    })
  }

  describe('fixtures', () => {
    test('go in parents first, circles too, and what they leave out the database gives', async () => {
      await using context = await setup({ files: needs.files })
      const loaded = await context.testData.get('files')
      expect(Object.keys(loaded).sort()).toEqual(['customers', 'members', 'orders', 'teams'])
      expect(loaded.customers?.map(({ id }) => id)).toEqual([901, 902, '903', '904'])
      const found = JSON.parse(await contentsOf(context.database))
      expect(found.orders.map(({ id, customer }: { id: number; customer: number }) => [id, customer])).toEqual([
        [501, 901],
        [502, 903],
        [503, 904],
      ])
      expect(found.teams).toEqual([{ id: 91, name: 'blue', lead: 71 }])
      expect(found.customers.map(({ vip }: { vip: unknown }) => Boolean(vip))).toEqual([true, false, true, false])
      expect(found.customers[3].email).toBe('dee "d" @fixtures.example')
      expect(await manager.inspectContext(context)).toEqual({ valid: true, problems: [] })
      await context.database.query('delete from orders where id = 502')
      expect(await manager.inspectContext(context)).toEqual({
        valid: false,
        problems: [{ about: 'data', message: 'files: 1 of the 3 rows of orders are gone' }],
      })
    })

    test('numbers of theirs are not given again', async () => {
      await using context = await setup({ files: needs.files })
      await context.testData.load('files')
      await context.database.query("insert into customers (email) values ('new@example.com')")
      const [row] = await context.database.query<{ id: number }>(
        "select id from customers where email = 'new@example.com'",
      )
      expect(row?.id).toBe(905)
    })

    alike.each([
      ['missing.json', undefined, /missing.json/],
      ['broken.json', '{"customers": [\n{"id": 1},\n{"id": s3cret}]}', /line 3/],
      ['cut.json', '{"customers": [', /at its end/],
      ['list.json', '3', /neither a list/],
      ['no-rows.json', '{"customers": {"id": 1}}', /no list of rows/],
      ['no-row.json', '{"customers": [{"id": 1}, "s3cret"]}', /customers\[1\]/],
      ['customers.ndjson', '{"id": 1}\n{"id": s3cret}\n', /line 2/],
      ['customers.csv', 'id,email\n1,a,s3cret\n', /3 fields/],
      ['customers.toml', 'id = 1', /\.toml/],
      ['column.json', '{"customers": [{"id": 1, "emial": "s3cret"}]}', /emial/],
      ['table.json', '{"costumers": [{"id": 1}]}', /costumers/],
    ])('%s is refused with its place, and none of its values', async (name, content, said) => {
      await mkdir(join(shop.folder, 'bad'), { recursive: true })
      const path = join(shop.folder, 'bad', name)
      if (content !== undefined) await writeFile(path, content)
      await using context = await setup({ bad: fixtures(path) })
      const error = await failure(context.testData.get('bad'))
      expect(error.code).toBe('TEST_DATA_FAILED')
      expect(error.message).toMatch(said)
      expect(JSON.stringify(error) + error.message + String(error.cause)).not.toContain('s3cret')
      expect(await contentsOf(context.database)).toBe(await shop.contents())
    })
  })

  describe('factories', () => {
    test('write into the world of their test, with its seed', async () => {
      const emails: unknown[] = []
      for (const round of [1, 2]) {
        await using context = await setup({ shop: needs.shop })
        const { customers, orders } = await context.testData.get('shop')
        expectTypeOf((await customers.build()).email).toEqualTypeOf<string>()
        const ada = await customers.create()
        const order = await orders.create({ customerOf: ada })
        expect(order.customer).toBe(ada.id)
        emails.push(ada.email)
        expect(await context.database.query('select id from orders')).toHaveLength(1)
        expect(round).toBeLessThan(3)
      }
      expect(emails[0]).toBe(emails[1])
    })
  })

  alike('needs of one mode are refused in the other, by name', async () => {
    const data = {
      builder: created('builders'),
      booking: scenario('bookings'),
      own: dataNeed({ production: async () => 1 }),
    }
    await using context = await setup(data)
    for (const name of ['builder', 'booking', 'own'] as const) {
      const error = await failure(context.testData.get(name))
      expect(error.code).toBe('TEST_DATA_FAILED')
      expect(error.message).toMatch(/production|does not say/)
    }
  })

  alike('in a database that others use, rows are noted before, and deleted at the end', async () => {
    const empty = await shop.contents()
    const context = await setup(
      { files: needs.files, shop: factories({ customers, orders }), fill: fillTables() },
      'rows',
    )
    expect(context.connectionInfo.safety.isolated).toBe(false)
    await context.testData.load('files')
    const own = await context.testData.get('shop')
    const ada = await own.customers.create()
    await own.orders.createMany(3, { customerOf: ada })
    expect(await shop.contents()).not.toBe(empty)
    expect((await failure(context.testData.get('fill'))).message).toContain('cannot say before')
    expect(await context.cleanup()).toMatchObject({ complete: true, failures: [] })
    expect(await shop.contents()).toBe(empty)
  })

  alike('in a database that others use, rows of others are neither taken over nor deleted', async () => {
    await using database = await connect(shop.url)
    await database.query("insert into customers (id, email) values (902, 'somebody@example.com')")
    const context = await setup({ files: needs.files }, 'rows')
    const error = await failure(context.testData.get('files'))
    expect(error.message).toContain('1 rows of customers would have keys that rows of somebody else have')
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(await database.query('select email from customers')).toEqual([{ email: 'somebody@example.com' }])
    await database.query('delete from customers')
  })

  alike('in a database that others use, rows that could not be written are not ours to delete', async () => {
    await using database = await connect(shop.url)
    await database.query("insert into customers (id, email) values (1, 'ada@fixtures.example')")
    const context = await setup({ files: needs.files }, 'rows')
    expect((await failure(context.testData.get('files'))).details.code).toBe('CONSTRAINT_VIOLATED')
    await database.query("insert into customers (id, email) values (901, 'somebody@example.com')")
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(await database.query('select id from customers order by id')).toEqual([{ id: 1 }, { id: 901 }])
    await database.query('delete from customers')
  })

  alike('in a database that others use, what cannot be deleted is said, and stays noted', async () => {
    await using database = await connect(shop.url)
    const context = await setup({ shop: needs.shop }, 'rows')
    const { customers } = await context.testData.get('shop')
    const ada = await customers.create()
    await database.query('insert into orders (id, customer, total) values (1, $1, 3)', [ada.id])
    const report = await context.cleanup()
    expect(report).toMatchObject({
      complete: false,
      failures: [{ what: expect.stringMatching(/^rows of (public\.)?customers$/) }],
    })
    await database.query('delete from orders')
    await database.query('delete from customers')
  })
})

test('a need asked for by a wrong name says the names there are', async () => {
  const shop = await testShop('sqlite')
  await using manager = new DatabaseContextManager({ environment: {} })
  const data: DataNeeds = { files: fixtures(fixtureFile('shop.json')) }
  await using context = await manager.setupContext('database', {
    database: { url: shop.url },
    ledger: { folder: join(shop.folder, 'ledger') },
    data,
  })
  const error = await failure(context.testData.get('fiels'))
  expect(error.message).toContain('"fiels"')
  expect(error.hint).toContain('files')
})

test('needs that ask for others while they load get them; others wait their turn', async () => {
  const shop = await testShop('sqlite')
  await using manager = new DatabaseContextManager({ environment: {} })
  const order: string[] = []
  const slow = dataNeed({
    database: async ({ database }) => {
      await database.query('select 1')
      order.push('slow')
    },
  })
  const outer = dataNeed({
    database: async () => {
      await context.testData.get('slow')
      order.push('outer')
    },
  })
  const last = dataNeed({ database: async () => void order.push('last') })
  const context: { testData: { get(name: string): Promise<unknown>; load(...names: string[]): Promise<void> } } =
    await manager.setupContext('database', {
      database: { url: shop.url },
      ledger: { folder: join(shop.folder, 'ledger') },
      data: { slow, outer, last },
    })
  await Promise.all([context.testData.get('outer'), context.testData.get('last')])
  expect(order).toEqual(['slow', 'outer', 'last'])
})

test('a ledger that cannot be written refuses rows before they are made', async () => {
  const shop = await testShop('sqlite')
  await writeFile(join(shop.folder, 'a-file'), '')
  await using manager = new DatabaseContextManager({ environment: {}, sweep: false })
  const context = await manager.setupContext('database', {
    database: { url: shop.url, isolation: 'rows' },
    ledger: { folder: join(shop.folder, 'a-file', 'ledger') },
    data: { shop: needs.shop },
  })
  const { customers } = await context.testData.get('shop')
  expect((await failure(customers.create())).code).toBe('LEDGER_UNWRITABLE')
  expect(JSON.parse(await shop.contents()).customers).toEqual([])
  await context.cleanup()
})
