import { createServer, type Server } from 'node:http'
import type { Database } from '@understudy/sdk'
import { nodeListener, type TestDataApi } from '@understudy/sdk/production'
import { bookingApp } from '../app.ts'

/** Without a framework. */
export function nodeServer(db: Database, testData: TestDataApi): Server {
  const app = nodeListener(bookingApp(db))
  const test = nodeListener(testData)
  return createServer((incoming, outgoing) =>
    incoming.url?.startsWith('/api/test/') ? test(incoming, outgoing) : app(incoming, outgoing),
  )
}
