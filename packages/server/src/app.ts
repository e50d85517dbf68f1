import { randomUUID } from 'node:crypto'
import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { type RequestIdVariables, requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { Config } from './config.ts'
import { dashboardRoutes } from './dashboard.ts'
import { errorAnswer } from './errors/error-body.ts'
import { RequestError } from './errors/request-error.ts'
import { limits } from './limits.ts'
import { describeApi } from './reference/document.ts'
import { referenceRoutes } from './reference/routes.ts'
import { generateRoutes } from './routes/generate.ts'
import { schemaRoutes } from './routes/schemas.ts'

export interface AppDependencies {
  readonly config: Pick<Config, 'dashboardDir'>
  readonly now: () => Date
  /** Where failures of the server itself go, with their cause. */
  readonly reportFailure: (requestId: string, thrown: unknown) => void
}

const none = ["'none'"]
const own = ["'self'"]
const contentSecurityPolicy = {
  defaultSrc: own,
  imgSrc: [...own, 'data:'],
  objectSrc: none,
  baseUri: none,
  formAction: none,
  frameAncestors: none,
}

export function createApp({ config, now, reportFailure }: AppDependencies) {
  const app = new OpenAPIHono<{ Variables: RequestIdVariables }>()
  const failed = (thrown: unknown, id: string) => {
    const { status, body } = errorAnswer(thrown, id, now())
    if (status === 500) reportFailure(id, thrown)
    return [body, status] as const
  }
  app.onError((thrown, c) => {
    const asked = thrown instanceof HTTPException && thrown.status < 500 ? unreadable(thrown) : thrown
    return c.json(...failed(asked, c.get('requestId')))
  })
  app.notFound((c) => c.json(...failed(notFound(c.req.method, c.req.path), c.get('requestId'))))

  app.use(requestId({ generator: () => randomUUID() }))
  // Whether the server is reached by TLS alone is for the proxy in front of it to say.
  app.use(secureHeaders({ contentSecurityPolicy, strictTransportSecurity: false, xFrameOptions: 'DENY' }))
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const [body, status] = failed(wrongMethod(c.req.method, c.req.path, methods), c.get('requestId'))
        return c.json(body, status, { allow: methods.join(', ') })
      },
    }),
  )
  app.use('/api/*', async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  app.use('/api/*', bodyLimit({ maxSize: limits.bodyBytes, onError: refuseBody }))
  describeApi(app)
  app.route(
    '/api',
    referenceRoutes(() => app),
  )
  if (config.dashboardDir !== undefined) app.route('/', dashboardRoutes(config.dashboardDir))
  return app
    .get('/healthz', (c) => c.json({ status: 'ok' as const }))
    .route('/api', schemaRoutes)
    .route(
      '/api',
      generateRoutes(() => now().getTime()),
    )
}

/** Bodies that are no JSON, or are not said to be. */
function unreadable(thrown: HTTPException): RequestError {
  const message = thrown.status === 415 ? 'the body of the request is not said to be JSON' : thrown.message
  return new RequestError('REQUEST_UNREADABLE', { message, cause: thrown })
}

function refuseBody(): never {
  throw new RequestError('REQUEST_TOO_LARGE', {
    message: `the body of a request may have ${limits.bodyBytes / 1024 / 1024} MB, and this one is larger`,
    details: { limit: 'bodyBytes', most: limits.bodyBytes },
  })
}

function notFound(method: string, path: string): RequestError {
  return new RequestError('NOT_FOUND', { message: `there is no ${method} ${path}` })
}

function wrongMethod(method: string, path: string, allowed: readonly string[]): RequestError {
  return new RequestError('METHOD_NOT_ALLOWED', {
    message: `${path} does not answer ${method}`,
    hint: `Use ${allowed.join(' or ')}.`,
    details: { allowed },
  })
}

export type App = ReturnType<typeof createApp>
