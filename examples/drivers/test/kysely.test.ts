import { poolOf } from '@understudy/sdk/postgres'
import { createTest } from '@understudy/sdk/vitest'
import { Kysely, PostgresDialect } from 'kysely'
import { expect } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { kyselyShop, type ShopTables } from '../src/kysely.ts'
import { postgresTables } from '../src/tables.ts'
import { shopPromises } from './shop-promises.ts'

const test = createTest({ database: { url: await testDatabase('shop'), prepare: postgresTables } })

shopPromises(test, (data) => {
  const db = new Kysely<ShopTables>({ dialect: new PostgresDialect({ pool: poolOf(data) }) })
  return { shop: kyselyShop(db), close: () => db.destroy() }
})

test('none of this needs more than a savepoint', async ({ data }) => {
  const shop = kyselyShop(new Kysely<ShopTables>({ dialect: new PostgresDialect({ pool: poolOf(data) }) }))
  await shop.order(await shop.register('ann@shop.example'), [100])
  expect(data.isolation).toBe('savepoint')
})

test('an isolation level does, and then the same Kysely goes on on a clone', async ({ data }) => {
  const db = new Kysely<ShopTables>({ dialect: new PostgresDialect({ pool: poolOf(data) }) })
  const shop = kyselyShop(db)
  await shop.register('ann@shop.example')
  const seen = await db
    .transaction()
    .setIsolationLevel('serializable')
    .execute((tx) => tx.selectFrom('customers').select('email').orderBy('id').execute())
  expect(seen).toEqual([{ email: 'first@shop.example' }, { email: 'ann@shop.example' }])
  expect(data.isolation).toBe('clone')
})
