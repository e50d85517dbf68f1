import { randomUUID } from 'node:crypto'
import { serveStatic } from '@hono/node-server/serve-static'
import { OpenAPIHono } from '@hono/zod-openapi'
import { UnderstudyError } from '@understudy/sdk'
import { HTTPException } from 'hono/http-exception'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { Config } from './config.ts'
import { errorBody } from './errors.ts'
import { generateRoutes } from './routes/generate.ts'

export interface AppDependencies {
  readonly config: Pick<Config, 'dashboardDir'>
  readonly now: () => Date
  /** Where failures of the server itself go, with their cause. */
  readonly reportFailure: (requestId: string, thrown: unknown) => void
}

export function createApp({ config, now, reportFailure }: AppDependencies) {
  const app = new OpenAPIHono()
    .use(requestId({ generator: () => randomUUID() }))
    .use(
      secureHeaders({
        contentSecurityPolicy: { defaultSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:'], frameAncestors: ["'none'"] },
      }),
    )
    .get('/healthz', (c) => c.json({ status: 'ok' as const }))
    .route('/api', generateRoutes)

  app.doc31('/api/openapi.json', { openapi: '3.1.0', info: { title: 'Understudy', version: '1' } })
  app.all('/api/*', (c) => {
    throw new UnderstudyError('USAGE', {
      operation: 'route the request',
      message: `there is no ${c.req.method} ${c.req.path}`,
      hint: 'See /api/openapi.json for what there is.',
    })
  })
  if (config.dashboardDir !== undefined) {
    const root = config.dashboardDir
    app.use('/*', serveStatic({ root }))
    app.get('/*', serveStatic({ root, path: 'index.html' }))
  }
  app.onError((thrown, c) => {
    const id = c.get('requestId') as string
    const asked = thrown instanceof HTTPException && thrown.status < 500 ? notReadable(thrown) : thrown
    const { status, body } = errorBody(asked, id, now())
    if (status === 500) reportFailure(id, thrown)
    return c.json(body, status)
  })
  return app
}

/** Bodies that are no JSON and the like. */
function notReadable(thrown: HTTPException): UnderstudyError {
  return new UnderstudyError('USAGE', { operation: 'read the request', message: thrown.message, hint: 'Send JSON with content-type: application/json.' })
}

export type App = ReturnType<typeof createApp>
