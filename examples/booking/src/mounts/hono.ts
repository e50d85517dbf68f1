import type { Database } from '@understudy/sdk'
import type { TestDataApi } from '@understudy/sdk/production'
import { Hono } from 'hono'
import { bookingApp } from '../app.ts'

/** In Hono the API is one route: both speak Request and Response. */
export function honoApp(db: Database, testData: TestDataApi): Hono {
  const app = bookingApp(db)
  return new Hono()
    .all('/api/test/*', (context) => testData(context.req.raw))
    .all('*', (context) => app(context.req.raw))
}
