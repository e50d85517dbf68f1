import { connect, type Database } from '@understudy/sdk'
import type { TestDataApi } from '@understudy/sdk/production'
import { createTables } from './tables.ts'
import { bookingTestDataApi } from './test-data/api.ts'

interface ServerContext {
  readonly db: Database
  readonly testData: TestDataApi
}

let opened: Promise<ServerContext> | undefined

/**
 * What every route of a server needs, opened once, from the environment: DATABASE_URL, TEST_DATA_API (on or anything
 * else) and UNDERSTUDY_TEST_API_SECRET (id:key).
 */
export function serverContext(): Promise<ServerContext> {
  opened ??= open(process.env).catch((thrown: unknown) => {
    // The next request tries again.
    opened = undefined
    throw thrown
  })
  return opened
}

async function open(environment: NodeJS.ProcessEnv): Promise<ServerContext> {
  const { DATABASE_URL = 'sqlite:booking.db', UNDERSTUDY_TEST_API_SECRET = '' } = environment
  const db = await connect(DATABASE_URL)
  await createTables(db)
  const testData = bookingTestDataApi(db, {
    enabled: () => environment.TEST_DATA_API === 'on',
    secret: UNDERSTUDY_TEST_API_SECRET,
    reapEvery: 300,
  })
  return { db, testData }
}
