import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { connect, type Database } from '@understudy/sdk'
import type { TestDataApi } from '@understudy/sdk/production'
import { expressApp } from '../src/mounts/express.ts'
import { honoApp } from '../src/mounts/hono.ts'
import { nodeServer } from '../src/mounts/node-http.ts'
import { createTables } from '../src/tables.ts'
import { bookingTestDataApi } from '../src/test-data/api.ts'

export const secret = { id: 'ci', key: 'a-secret-of-the-booking-example-0123456789' }

/** The application as something serves it. */
export interface Served extends AsyncDisposable {
  readonly baseUrl: string
  /** Where there is no server: what a request is given to. */
  readonly fetch: ((request: Request) => Promise<Response>) | undefined
  readonly db: Database
  readonly flag: { on: boolean }
}

export type Mount = (url: string) => Promise<Served>

export const mounts: Readonly<Record<'Hono' | 'Express' | 'node:http' | 'Next.js', Mount>> = {
  Hono: (url) =>
    serve(url, (db, api) => {
      const server = createAdaptorServer({ fetch: honoApp(db, api).fetch })
      if (!('closeAllConnections' in server)) throw new Error('a server of HTTP/1 was expected')
      return server
    }),
  Express: (url) => serve(url, (db, api) => createServer(expressApp(db, api))),
  'node:http': (url) => serve(url, nodeServer),
  'Next.js': nextRoute,
}

async function serve(url: string, serverOf: (db: Database, api: TestDataApi) => Server): Promise<Served> {
  const db = await connect(url)
  await createTables(db)
  const flag = { on: true }
  const api = bookingTestDataApi(db, { enabled: () => flag.on, secret })
  const server = serverOf(db, api)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    fetch: undefined,
    db,
    flag,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await api.close()
      await db.close()
    },
  }
}

/** A route handler of Next.js is a function of a Request: the framework is not needed to prove it. */
async function nextRoute(url: string): Promise<Served> {
  const flag = {
    set on(on: boolean) {
      process.env.TEST_DATA_API = on ? 'on' : 'off'
    },
  }
  flag.on = true
  Object.assign(process.env, { DATABASE_URL: url, UNDERSTUDY_TEST_API_SECRET: `${secret.id}:${secret.key}` })
  const { POST } = await import('../app/api/test/[...operation]/route.ts')
  const { serverContext } = await import('../src/server-context.ts')
  const { db, testData } = await serverContext()
  return {
    baseUrl: 'https://booking.example.com',
    fetch: POST,
    db,
    flag,
    async [Symbol.asyncDispose]() {
      await testData.close()
      await db.close()
    },
  }
}
