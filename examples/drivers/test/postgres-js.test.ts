import { createTest } from '@understudy/sdk/vitest'
import postgres from 'postgres'
import { expect } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { postgresJsShop } from '../src/postgres-js.ts'
import { postgresTables } from '../src/tables.ts'
import { shopPromises } from './shop-promises.ts'

// postgres.js makes its own connections, so each test is a clone from its beginning.
const test = createTest({
  database: { url: await testDatabase('shop'), prepare: postgresTables, isolation: 'clone', ready: 2 },
})

shopPromises(test, async (data) => {
  const sql = postgres(await data.url(), { onnotice: () => {} })
  return { shop: postgresJsShop(sql), close: () => sql.end() }
})

test('the test is a clone', ({ data }) => {
  expect(data.isolation).toBe('clone')
})
