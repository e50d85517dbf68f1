import { performance } from 'node:perf_hooks'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { matchedRoutes } from 'hono/route'
import { trustedProxies } from './auth/client-network.ts'
import { type Config, isReachedByTls } from './config.ts'
import { dashboardRoutes } from './dashboard.ts'
import { errorAnswer } from './errors/error-body.ts'
import { errorHeaders } from './errors/error-headers.ts'
import { RequestError } from './errors/request-error.ts'
import { limits } from './limits.ts'
import type { Log } from './observe/log.ts'
import type { Metrics } from './observe/metrics.ts'
import type { Readiness } from './observe/readiness.ts'
import type { ServerServices } from './open-services.ts'
import { describeApi } from './reference/document.ts'
import { referenceRoutes } from './reference/routes.ts'
import { answerHeaders } from './routes/answer-headers.ts'
import { aroundRequests, askedPath } from './routes/around-requests.ts'
import { auditRoutes } from './routes/audit.ts'
import { authRoutes } from './routes/auth.ts'
import { type ApiEnv, identifyCaller } from './routes/caller.ts'
import { cloneRoutes } from './routes/clone.ts'
import { connectorRoutes } from './routes/connectors.ts'
import { datasetExchangeRoutes } from './routes/dataset-exchange.ts'
import { datasetRowRoutes } from './routes/dataset-rows.ts'
import { datasetRoutes } from './routes/datasets.ts'
import { refuseDeepJson } from './routes/deep-json.ts'
import { entityTags } from './routes/entity-tags.ts'
import { environmentCheckRoutes } from './routes/environment-checks.ts'
import { environmentRoutes } from './routes/environments.ts'
import { eraseTeamRoutes } from './routes/erase-team.ts'
import { eventRoutes } from './routes/events.ts'
import { fidelityRoutes } from './routes/fidelity.ts'
import { generateRoutes } from './routes/generate.ts'
import { generateNowRoutes } from './routes/generate-now.ts'
import { withoutGone } from './routes/gone.ts'
import { idempotent } from './routes/idempotent.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { jobRoutes } from './routes/jobs.ts'
import { keyRoutes } from './routes/keys.ts'
import { KnownPaths } from './routes/known-paths.ts'
import { leaseRoutes } from './routes/leases.ts'
import { meRoutes } from './routes/me.ts'
import { memberRoutes } from './routes/members.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { observeRequests } from './routes/observed.ts'
import { oidcRoutes } from './routes/oidc.ts'
import { operationRoutes } from './routes/operations.ts'
import { overviewRoutes } from './routes/overview.ts'
import { assertPermissions } from './routes/permission.ts'
import { policyRoutes } from './routes/policies.ts'
import { qualityCheckRoutes } from './routes/quality-checks.ts'
import { qualityRulesRoutes } from './routes/quality-rules.ts'
import { refreshRoutes } from './routes/refreshes.ts'
import { scheduleRoutes } from './routes/schedules.ts'
import { schemaToolRoutes } from './routes/schema-tools.ts'
import { schemaRoutes } from './routes/schemas.ts'
import { systemHealthRoutes } from './routes/system-health.ts'
import { teamConfigRoutes } from './routes/team-config.ts'
import { teamDataRoutes } from './routes/team-data.ts'
import { teamRoutes } from './routes/teams.ts'
import { userRoutes } from './routes/users.ts'
import { webhookRoutes } from './routes/webhooks.ts'

export interface AppDependencies {
  readonly config: Pick<Config, 'dashboardDir' | 'metricsToken' | 'proxies' | 'publicUrl' | 'tls'>
  readonly services: ServerServices
  readonly observe: { readonly log: Log; readonly metrics: Metrics; readonly readiness: Readiness }
}

/**
 * Each says of its routes who may use them; one that does not keeps the server from starting. What they take and answer is
 * typed noun by noun (client/routes.ts): one type of all costs the compiler more than the rest of the server.
 */
function apiRoutes(services: ServerServices): OpenAPIHono<ApiEnv> {
  const api = new OpenAPIHono<ApiEnv>()
  api.route('/', authRoutes(services))
  api.route('/', oidcRoutes(services, services.oidc))
  api.route('/', meRoutes(services))
  api.route('/', userRoutes(services))
  api.route('/', teamRoutes(services))
  api.route('/', eraseTeamRoutes(services))
  api.route('/', memberRoutes(services))
  api.route('/', overviewRoutes(services))
  api.route('/', keyRoutes(services))
  api.route('/', schemaRoutes())
  api.route('/', generateRoutes(services))
  api.route('/', generateNowRoutes(services))
  api.route('/', datasetRoutes(services))
  api.route('/', datasetRowRoutes(services))
  api.route('/', datasetExchangeRoutes(services))
  api.route('/', leaseRoutes(services))
  api.route('/', jobRoutes(services))
  api.route('/', qualityRulesRoutes(services))
  api.route('/', qualityCheckRoutes(services))
  api.route('/', fidelityRoutes(services))
  api.route('/', incidentRoutes(services))
  api.route('/', scheduleRoutes(services))
  api.route('/', teamConfigRoutes(services))
  api.route('/', teamDataRoutes(services))
  api.route('/', refreshRoutes(services))
  api.route('/', eventRoutes(services))
  api.route('/', webhookRoutes(services))
  api.route('/', notificationRoutes(services))
  api.route('/', connectorRoutes(services))
  api.route('/', environmentRoutes(services))
  api.route('/', cloneRoutes(services))
  api.route('/', environmentCheckRoutes(services))
  api.route('/', schemaToolRoutes(services))
  api.route('/', policyRoutes(services))
  api.route('/', auditRoutes(services))
  api.route('/', systemHealthRoutes(services))
  return api
}

/** Below /api without an action: what describes the others. */
const undescribed = new Set(['GET /api/openapi.json', 'GET /api/docs', 'GET /api/docs/reference.css'])
/** Bodies that are read as they come and never held. */
const streamed = new Set(['POST /api/teams/:team/datasets/:dataset/versions'])

/** The API and the dashboard, as a function from Request to Response. */
export function createApp(dependencies: AppDependencies): App {
  const { config, services } = dependencies
  const app = createOperationsApp(dependencies)
  app.use(
    '/api/*',
    identifyCaller(services, trustedProxies(config.proxies)),
    limitBodies(),
    idempotent(services, () => app),
    entityTags(() => app),
  )
  app.route('/api', referenceRoutes(describeApi(app)))
  if (config.dashboardDir !== undefined) app.route('/', dashboardRoutes(config.dashboardDir))
  app.route('/api', apiRoutes(services))
  assertPermissions(app, undescribed)
  return app
}

/** What every process answers, whatever it does: whether it lives, whether it is ready, its figures. */
export function createOperationsApp({ config, services, observe }: AppDependencies) {
  const { log, metrics, readiness } = observe
  const app = new OpenAPIHono<ApiEnv>({ router: new KnownPaths(), getPath: askedPath })
  const failed = (thrown: unknown, id: string) => {
    const { status, body } = errorAnswer(thrown, id, services.now())
    if (status >= 500) log.failure('request.failed', thrown, { requestId: id })
    return [body, status, errorHeaders(body)] as const
  }
  app.onError((thrown, c) => {
    const asked =
      thrown instanceof HTTPException && thrown.status < 500
        ? unreadable(thrown)
        : withoutGone(thrown, c.req.raw.signal)
    return c.json(...failed(asked, c.env.asked.requestId))
  })
  app.notFound((c) => {
    const { method, path } = c.req
    const allowed = methodsOf(app, path)
    const thrown =
      allowed.length === 0 || allowed.includes(method) ? notFound(method, path) : wrongMethod(c.req, allowed)
    return c.json(...failed(thrown, c.env.asked.requestId))
  })
  aroundRequests(app, {
    headers: answerHeaders({ byTls: isReachedByTls(config) }),
    observe: observeRequests(log, metrics, () => performance.now()),
  })
  metrics.read('understudy_event_streams', 'Streams that are open.', services.hub.openStreams)
  return app.route('/', operationRoutes({ readiness, metrics, metricsToken: config.metricsToken }))
}

function limitBodies(): MiddlewareHandler<ApiEnv> {
  const limited = bodyLimit({ maxSize: limits.bodyBytes, onError: refuseBody })
  return (c, next) => {
    // Of these nobody reads a body, and to ask whether there is one costs as much as half of a small answer.
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const isStreamed = matchedRoutes(c).some(({ method, path }) => streamed.has(`${method} ${path}`))
    if (isStreamed) return next()
    return limited(c, async () => {
      await refuseDeepJson(c)
      await next()
    })
  }
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

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Whom a path answers: a middleware answers for others, whatever they are asked by. */
function methodsOf({ router }: App, path: string): string[] {
  const answers = (method: string) => router.match(method, path)[0].some(([[, route]]) => route.method === method)
  return methods.filter((method) => answers(method === 'HEAD' ? 'GET' : method))
}

function wrongMethod({ method, path }: { method: string; path: string }, allowed: readonly string[]): RequestError {
  return new RequestError('METHOD_NOT_ALLOWED', {
    message: `${path} does not answer ${method}`,
    hint: `Use ${allowed.join(' or ')}.`,
    details: { allowed },
  })
}

export type App = OpenAPIHono<ApiEnv>
