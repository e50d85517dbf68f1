import { sqliteOf } from '@understudy/sdk/sqlite'
import { createTest } from '@understudy/sdk/vitest'
import { expect } from 'vitest'
import { sqliteShop } from '../src/better-sqlite3.ts'
import { sqliteTables } from '../src/tables.ts'
import { emptySqlite } from './empty-sqlite.ts'
import { shopPromises } from './shop-promises.ts'

const test = createTest({ database: { url: await emptySqlite(), prepare: sqliteTables } })

shopPromises(test, (data) => ({ shop: sqliteShop(sqliteOf(data)) }))

test('the test is an image in memory', ({ data }) => {
  expect(data.isolation).toBe('image')
})
