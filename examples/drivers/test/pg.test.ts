import { poolOf } from '@understudy/sdk/postgres'
import { createTest } from '@understudy/sdk/vitest'
import { expect } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { pgShop } from '../src/pg.ts'
import { postgresTables } from '../src/tables.ts'
import { shopPromises } from './shop-promises.ts'

const test = createTest({ database: { url: await testDatabase('shop'), prepare: postgresTables } })

shopPromises(test, (data) => ({ shop: pgShop(poolOf(data)) }))

test('none of this needs more than a savepoint', async ({ data }) => {
  const shop = pgShop(poolOf(data))
  await shop.order(await shop.register('ann@shop.example'), [100])
  expect(data.isolation).toBe('savepoint')
})

test('LISTEN does, and then the same pool goes on on a clone', async ({ data }) => {
  const pool = poolOf(data)
  const shop = pgShop(pool)
  const ann = await shop.register('ann@shop.example')
  const client = await pool.connect()
  const heard = new Promise((resolve) => client.on('notification', ({ payload }) => resolve(payload)))
  await client.query('listen orders')
  await shop.order(ann, [100])
  await pool.query("select pg_notify('orders', 'placed')")
  expect(await heard).toBe('placed')
  client.release(true)
  expect(await shop.spent(ann)).toBe(100)
  expect(data.isolation).toBe('clone')
})
