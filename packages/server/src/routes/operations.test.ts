import { OpenAPIHono } from '@hono/zod-openapi'
import { expect, test } from 'vitest'
import { errorAnswer } from '../errors/error-body.ts'
import { RequestError } from '../errors/request-error.ts'
import { createLog } from '../observe/log.ts'
import { createMetrics } from '../observe/metrics.ts'
import { createReadiness } from '../observe/readiness.ts'
import { aroundRequests } from './around-requests.ts'
import type { ApiEnv } from './caller.ts'
import { observeRequests } from './observed.ts'
import { operationRoutes } from './operations.ts'

function served({
  metricsToken,
  checks = {},
}: {
  metricsToken?: string
  checks?: Record<string, () => Promise<unknown>>
} = {}) {
  const metrics = createMetrics()
  const lines: string[] = []
  let time = 0
  const log = createLog(
    (line) => lines.push(line),
    () => new Date(0),
  )
  const readiness = createReadiness({ checks, reportFailure: () => {} })
  const app = new OpenAPIHono<ApiEnv>()
  app.onError((thrown, c) => {
    const { status, body } = errorAnswer(thrown, c.env.asked.requestId, new Date(0))
    return c.json(body, status)
  })
  aroundRequests(app, { observe: observeRequests(log, metrics, () => (time += 20)) })
  app.route('/', operationRoutes({ readiness, metrics, metricsToken }))
  app.get('/api/things/:thing', (c) => {
    if (c.req.param('thing') === 'ada@example.com')
      throw new RequestError('NOT_FOUND', { message: 'there is no such thing' })
    if (c.req.param('thing') === 'broken') throw new Error('Key (email)=(ada@example.com) already exists')
    return c.json({})
  })
  const ask = (path: string, headers: Record<string, string> = {}, from = '127.0.0.1') =>
    app.request(path, { headers }, { incoming: { socket: { remoteAddress: from } } })
  return { ask, lines, readiness }
}

test('a process that lives says so, and whether it can serve is another question', async () => {
  const { ask, readiness } = served({ checks: { store: () => Promise.reject(new Error('password of the database')) } })
  expect((await ask('/healthz')).status).toBe(200)
  const answer = await ask('/readyz')
  expect(answer.status).toBe(503)
  const body = await answer.text()
  expect(JSON.parse(body)).toEqual({ status: 'failed', checks: { store: 'failed', serving: 'ok' } })
  expect(body).not.toContain('password')
  readiness.drain()
  expect(await (await ask('/readyz')).json()).toMatchObject({ checks: { serving: 'failed' } })
})

test('a server that can serve is ready', async () => {
  const answer = await served({ checks: { store: async () => {} } }).ask('/readyz')
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok', checks: { store: 'ok', serving: 'ok' } }])
})

test('requests are counted by route and never by what was sent', async () => {
  const { ask } = served()
  for (const thing of ['a', 'ada@example.com', 'broken']) await ask(`/api/things/${thing}`)
  await ask('/nowhere/ada@example.com')
  const text = await (await ask('/metrics')).text()
  expect(text).toContain('understudy_http_requests_total{method="GET",route="/api/things/:thing",status="200"} 1\n')
  expect(text).toContain('understudy_http_requests_total{method="GET",route="/api/things/:thing",status="404"} 1\n')
  expect(text).toContain('understudy_http_requests_total{method="GET",route="/api/things/:thing",status="500"} 1\n')
  expect(text).toContain('understudy_http_requests_total{method="GET",route="none",status="404"} 1\n')
  expect(text).toContain(
    'understudy_http_request_seconds_bucket{method="GET",route="/api/things/:thing",le="0.025"} 3\n',
  )
  expect(text).toContain('understudy_http_requests_under_way 1\n')
  expect(text).not.toContain('ada')
})

test('each request is one line, with its id and its route, and nothing that was sent or is stored', async () => {
  const { ask, lines } = served()
  await ask('/api/things/ada@example.com?email=ada@example.com', {
    'x-request-id': 'r1',
    cookie: 'c=secret',
    authorization: 'Bearer secret',
  })
  await ask('/api/things/broken', { 'x-request-id': 'r2' })
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      level: 'info',
      event: 'request.answered',
      requestId: 'r1',
      route: '/api/things/:thing',
      status: 404,
      milliseconds: 20,
    },
    { level: 'error', event: 'request.answered', requestId: 'r2', status: 500 },
  ])
  expect(lines.join('')).not.toMatch(/ada|secret/)
})

test.each([
  ['this machine, where there is no token', undefined, {}, '127.0.0.1', 200],
  ['this machine by IPv6', undefined, {}, '::1', 200],
  ['elsewhere, where there is no token', undefined, {}, '192.0.2.1', 401],
  ['elsewhere through a proxy on this machine', undefined, { 'x-forwarded-for': '192.0.2.1' }, '127.0.0.1', 401],
  ['this machine by its name', undefined, { host: 'localhost:4600' }, '127.0.0.1', 200],
  ['this machine by a name that somebody made lead here', undefined, { host: 'evil.example:4600' }, '127.0.0.1', 401],
  ['whoever has the token', 'right-token', { authorization: 'Bearer right-token' }, '192.0.2.1', 200],
  ['whoever has another token', 'right-token', { authorization: 'Bearer wrong-token' }, '192.0.2.1', 401],
  ['this machine without the token', 'right-token', {}, '127.0.0.1', 401],
])('figures asked for by %s', async (_who, metricsToken, headers, from, status) => {
  const { ask } = served(metricsToken === undefined ? {} : { metricsToken })
  expect((await ask('/metrics', headers as Record<string, string>, from)).status).toBe(status)
})
