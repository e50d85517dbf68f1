import { poolOf } from '@understudy/sdk/postgres'
import { createTest } from '@understudy/sdk/vitest'
import { expect } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { knexOn, knexShop } from '../src/knex.ts'
import { postgresTables } from '../src/tables.ts'
import { shopPromises } from './shop-promises.ts'

const test = createTest({ database: { url: await testDatabase('shop'), prepare: postgresTables } })

shopPromises(test, (data) => {
  const db = knexOn(poolOf(data))
  return { shop: knexShop(db), close: () => db.destroy() }
})

test('none of this needs more than a savepoint', async ({ data }) => {
  const db = knexOn(poolOf(data))
  const shop = knexShop(db)
  await shop.order(await shop.register('ann@shop.example'), [100])
  await db.destroy()
  expect(data.isolation).toBe('savepoint')
})
