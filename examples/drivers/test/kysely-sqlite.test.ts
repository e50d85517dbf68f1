import { sqliteOf } from '@understudy/sdk/sqlite'
import { createTest } from '@understudy/sdk/vitest'
import { Kysely, SqliteDialect } from 'kysely'
import { kyselyShop, type ShopTables } from '../src/kysely.ts'
import { sqliteTables } from '../src/tables.ts'
import { emptySqlite } from './empty-sqlite.ts'
import { shopPromises } from './shop-promises.ts'

const test = createTest({ database: { url: await emptySqlite(), prepare: sqliteTables } })

shopPromises(test, (data) => {
  const db = new Kysely<ShopTables>({ dialect: new SqliteDialect({ database: sqliteOf(data) }) })
  return { shop: kyselyShop(db) }
})
