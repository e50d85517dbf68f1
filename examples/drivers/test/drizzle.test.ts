import { poolOf } from '@understudy/sdk/postgres'
import { createTest } from '@understudy/sdk/vitest'
import { drizzle } from 'drizzle-orm/node-postgres'
import { expect } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { drizzleShop } from '../src/drizzle.ts'
import { postgresTables } from '../src/tables.ts'
import { shopPromises } from './shop-promises.ts'

const test = createTest({ database: { url: await testDatabase('shop'), prepare: postgresTables } })

shopPromises(test, (data) => ({ shop: drizzleShop(drizzle({ client: poolOf(data) })) }))

test('none of this needs more than a savepoint', async ({ data }) => {
  const shop = drizzleShop(drizzle({ client: poolOf(data) }))
  await shop.order(await shop.register('ann@shop.example'), [100])
  expect(data.isolation).toBe('savepoint')
})
