import { sqliteOf } from '@understudy/sdk/sqlite'
import { createTest } from '@understudy/sdk/vitest'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { drizzleSqliteShop } from '../src/drizzle-sqlite.ts'
import { sqliteTables } from '../src/tables.ts'
import { emptySqlite } from './empty-sqlite.ts'
import { shopPromises } from './shop-promises.ts'

const test = createTest({ database: { url: await emptySqlite(), prepare: sqliteTables } })

shopPromises(test, (data) => ({ shop: drizzleSqliteShop(drizzle({ client: sqliteOf(data) })) }))
