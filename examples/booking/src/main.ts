import { serve } from '@hono/node-server'
import { honoApp } from './mounts/hono.ts'
import { serverContext } from './server-context.ts'

/** `node src/main.ts`; PORT is 4700 when not said. */
const { db, testData } = await serverContext()
const server = serve({ fetch: honoApp(db, testData).fetch, port: Number(process.env.PORT ?? 4700) }, ({ port }) => {
  console.log(`Bookings on http://127.0.0.1:${port}`)
})

process.once('SIGTERM', () => {
  server.close(async () => {
    await testData.close()
    await db.close()
  })
})
