import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { customers, orders } from '../../../test/shop-needs.ts'
import { refusal, type TeamApi, teamApi } from '../../../test/team-api.ts'
import { contentsOf, shopTables, testShop } from '../../../test/test-shop.ts'
import { connect } from '../../database/connect.ts'
import type { DataNeeds } from '../data-need.ts'
import { DatabaseContextManager } from '../database-context-manager.ts'
import { replay } from '../replay.ts'
import type { TestConfig } from '../test-config.ts'
import { dataset } from './dataset.ts'
import { factories } from './factories.ts'
import { lease } from './lease.ts'

const people = [
  { id: 11, email: 'ada@example.com', vip: true },
  { id: 12, email: 'bob@example.com' },
]
const sold = [{ id: 21, customer: 12, total: 12.5, extra: { gift: true } }]

describe('the data of a team in a context', async () => {
  const shop = await testShop('sqlite', 'team-data')
  const manager = new DatabaseContextManager({ environment: {} })
  let api: TeamApi
  beforeEach(async () => {
    api = await teamApi()
    api.publish({ orders: sold, customers: people })
  })
  afterEach(() => api.close())
  afterAll(() => manager.close())

  const setup = <Needs extends DataNeeds>(data: Needs, more: TestConfig<Needs> = {}) =>
    manager.setupContext('database', {
      database: { url: shop.url },
      ledger: { folder: join(shop.folder, 'ledger') },
      server: api.settings,
      data,
      ...more,
    })

  test('a dataset goes in parents first, and what its rows leave out the database gives', async () => {
    await using context = await setup({ shop: dataset('shop') })
    const loaded = await context.testData.get('shop')
    expect(loaded).toEqual({ orders: sold, customers: people })
    const found = await context.database.query('select id, email, vip from customers order by id')
    expect(found.map(({ id, vip }) => [id, Number(vip)])).toEqual([
      [11, 1],
      [12, 0],
    ])
    expect(await context.database.query('select customer from orders')).toEqual([{ customer: 12 }])
    expect(await manager.inspectContext(context)).toEqual({ valid: true, problems: [] })
    await context.database.query('delete from orders')
    const { problems } = await manager.inspectContext(context)
    expect(problems).toMatchObject([{ message: 'shop: 1 of the 1 rows of orders are gone' }])
  })

  test('all tests of a process have the version that was published when the first one asked', async () => {
    const data = { shop: dataset('shop', { entity: 'customers', filter: 'id > 0' }) }
    await using first = await setup(data, { required: ['shop'] })
    api.publish({ customers: [] })
    await using second = await setup(data, { required: ['shop'] })
    for (const context of [first, second]) {
      expect(await context.database.query('select id from customers')).toHaveLength(2)
    }
    expect(api.asked.filter((one) => one.endsWith('/export'))).toHaveLength(1)
    await using named = await setup({ shop: dataset('shop', { version: 2 }) }, { required: ['shop'] })
    expect(await named.database.query('select id from customers')).toEqual([])
  })

  test('rows may go to tables of other names, or to the test alone', async () => {
    api.publish({ people })
    await using context = await setup({
      renamed: dataset('shop', { tables: { people: 'customers' } }),
      alone: dataset('shop', { write: false }),
    })
    expect(await context.testData.get('alone')).toEqual({ people })
    expect(await context.database.query('select id from customers')).toEqual([])
    expect(await context.testData.get('renamed')).toEqual({ customers: people })
    expect(await context.database.query('select id from customers')).toHaveLength(2)
  })

  test('a token makes the same rows again, and says when they would be others', async () => {
    const context = await setup({ shop: dataset('shop') }, { required: ['shop'] })
    const { replayToken: token } = context
    // When a customer joined, the database says itself.
    const given = async (from: Parameters<typeof contentsOf>[0]) =>
      (await contentsOf(from)).replaceAll(/"joined":"[^"]*",/g, '')
    const before = await given(context.database)
    await context.cleanup()
    api.publish({ customers: [] })
    await using database = await connect('sqlite::memory:')
    await database.execute(shopTables.sqlite)
    const { tables } = await replay(token, { database, server: api.settings })
    expect(tables.reduce((sum, { rows }) => sum + rows, 0)).toBe(3)
    expect(await given(database)).toBe(before)
    await using other = await connect('sqlite::memory:')
    await other.execute(shopTables.sqlite)
    expect(await failure(replay(token, { database: other }))).toMatchObject({ code: 'TEST_CONFIG_INVALID' })
  })

  test('a lease is held while the context lives and given back with it, whatever becomes of its data', async () => {
    api.publish({ customers: people })
    const data = { users: lease<{ id: number }>('shop', { rows: 2 }) }
    for (const policy of ['always', 'never'] as const) {
      const context = await setup(data, { cleanup: { policy }, name: 'order > is\nplaced', worker: 3 })
      const users = await context.testData.get('users')
      expectTypeOf(users).toEqualTypeOf<readonly { id: number }[]>()
      expect(users.map(({ id }) => id)).toEqual([11, 12])
      expect(api.heard.at(-1)?.body).toMatchObject({ rows: 2, seconds: 60, holder: 'order > is placed (worker 3)' })
      expect(api.held.size).toBe(1)
      expect(await context.database.query('select id from customers')).toEqual([])
      expect((await context.cleanup()).failures).toEqual([])
      expect(api.held.size).toBe(0)
    }
  })

  test('leased rows may be written to the database, and a token does not tell them again', async () => {
    api.publish({ people })
    const data = { users: lease('shop', { rows: 1, write: true, table: 'customers' }) }
    await using context = await setup(data, { required: ['users'] })
    expect(await context.database.query('select id from customers')).toEqual([{ id: 11 }])
    await using database = await connect('sqlite::memory:')
    await database.execute(shopTables.sqlite)
    const failed = await failure(replay(context.replayToken, { database, needs: data }))
    expect(failed).toMatchObject({ code: 'REPLAY_TOKEN_OUTDATED' })
    expect(Buffer.from(context.replayToken.split(':')[1] ?? '', 'base64url').toString()).not.toContain('ada@')
  })

  test('factories take the values of rows of the team, in order, and what a call gives wins', async () => {
    const data = { shop: factories({ customers, orders }, { rows: { customers: dataset('shop') } }) }
    await using context = await setup(data)
    const made = await context.testData.get('shop')
    const [ada, bob] = await made.customers.createMany(2, (index) => (index === 1 ? { email: 'own@example.com' } : {}))
    expect([ada?.id, ada?.email, bob?.id, bob?.email]).toEqual([11, 'ada@example.com', 12, 'own@example.com'])
    const failed = await failure(made.customers.create())
    expect(failed).toMatchObject({ code: 'TEST_DATA_FAILED' })
    expect(failed.message).toBe('row 3 of customers is asked for, and the team gives it 2')

    const again = await setup(data)
    const { customers: only } = await again.testData.get('shop')
    await only.create()
    const token = again.replayToken
    const rows = await contentsOf(again.database)
    await again.cleanup()
    await using database = await connect('sqlite::memory:')
    await database.execute(shopTables.sqlite)
    await replay(token, { database, needs: data, server: api.settings })
    expect(await contentsOf(database)).toBe(rows)
  })

  test('factories give a lease back with their context, and rows for nobody are refused', async () => {
    api.publish({ customers: people })
    const context = await setup({ shop: factories({ customers }, { rows: { customers: lease('shop', { rows: 2 }) } }) })
    await (await context.testData.get('shop')).customers.create()
    expect(api.held.size).toBe(1)
    await context.cleanup()
    expect(api.held.size).toBe(0)
    await using wrong = await setup({ shop: factories({ customers }, { rows: { people: dataset('shop') } }) })
    expect((await failure(wrong.testData.get('shop'))).message).toContain('no factory is called so here')
  })

  test('a server that is not there is one clear failure of the need, with its address and what to do', async () => {
    await api.close()
    await using context = await setup({ shop: dataset('shop') })
    const failed = await failure(context.testData.get('shop'))
    expect(failed).toMatchObject({ code: 'TEST_DATA_FAILED', details: { code: 'TEAM_SERVER_UNREACHABLE' } })
    expect(failed.message).toContain(api.url)
    expect(failed.hint).toContain('understudy serve')
    expect(failed.message + failed.hint).not.toContain(api.settings.key)
  })

  test('a server that nobody names is told as what is missing', async () => {
    await using context = await setup({ shop: dataset('shop') }, { server: { url: 'http://127.0.0.1:1' } })
    const failed = await failure(context.testData.get('shop'))
    expect(failed.message).toContain('server.team is missing: give it, or set UNDERSTUDY_SERVER_TEAM')
    expect(failed.message).toContain('server.key is missing: give it, or set UNDERSTUDY_API_KEY')
  })

  test('a lease that was lost is a problem of the context while it lives, and of its cleanup', async () => {
    api.publish({ customers: people })
    const context = await setup({ users: lease('shop', { seconds: 0.3 }) }, { required: ['users'] })
    api.instead(() => refusal(409, 'CONFLICT', 'the lease has ended'))
    await expect
      .poll(async () => (await manager.inspectContext(context)).problems.map(({ message }) => message), {
        timeout: 10_000,
      })
      .toEqual([expect.stringContaining('users: the lease of 1 rows of "shop"')])
    expect((await context.cleanup()).failures).toMatchObject([{ code: 'LEASE_LOST' }])
  })
})
