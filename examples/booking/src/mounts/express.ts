import type { Database } from '@understudy/sdk'
import { nodeListener, type TestDataApi } from '@understudy/sdk/production'
import express, { type Express } from 'express'
import { bookings } from '../bookings.ts'

/** In Express the API comes before express.json(): what is signed are the bytes of the body. */
export function expressApp(db: Database, testData: TestDataApi): Express {
  const app = express()
  app.use('/api/test', nodeListener(testData))
  app.use(express.json())
  app.get('/api/builders', async (_request, response) => {
    response.json(await bookings.buildersToBook(db))
  })
  app.get('/api/builders/:id', async (request, response) => {
    const found = await bookings.builder(db, request.params.id)
    response.status(found ? 200 : 404).json(found ?? { error: 'not found' })
  })
  return app
}
