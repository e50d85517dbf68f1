import { OpenAPIHono } from '@hono/zod-openapi'
import { expect, test } from 'vitest'
import { people, posted, shop, testApp } from '../../test/app.ts'
import { errorBodySchema } from '../errors/error-body.ts'
import { limits } from '../limits.ts'
import { aroundRequests } from './around-requests.ts'
import type { ApiEnv } from './caller.ts'
import { generateRoutes } from './generate.ts'

const entities = (count: number) => ({
  entities: Array.from({ length: count }, (_, i) => ({ name: `e${i}`, fields: { id: 'sequence' } })),
})

interface Refusal {
  readonly because: string
  readonly path: string
  readonly init?: RequestInit
  readonly status: number
  readonly code: string
  readonly says: RegExp
}

const refusals: readonly Refusal[] = [
  {
    because: 'there is no such endpoint',
    path: '/api/none',
    status: 404,
    code: 'NOT_FOUND',
    says: /no GET \/api\/none/,
  },
  { because: 'there is no such page', path: '/none', status: 404, code: 'NOT_FOUND', says: /no GET \/none/ },
  { because: 'it asks by the wrong method', path: '/api/plan', status: 405, code: 'METHOD_NOT_ALLOWED', says: /GET/ },
  {
    because: 'it has no body',
    path: '/api/plan',
    init: { method: 'POST' },
    status: 400,
    code: 'REQUEST_UNREADABLE',
    says: /JSON/,
  },
  {
    because: 'it is a form',
    path: '/api/plan',
    init: { method: 'POST', body: new URLSearchParams({ a: '1' }) },
    status: 400,
    code: 'REQUEST_UNREADABLE',
    says: /JSON/,
  },
  {
    because: 'its JSON is broken',
    path: '/api/plan',
    init: posted('{"schema":'),
    status: 400,
    code: 'REQUEST_UNREADABLE',
    says: /JSON/,
  },
  {
    because: 'it is a list',
    path: '/api/validate',
    init: posted([]),
    status: 400,
    code: 'REQUEST_INVALID',
    says: /the body: /,
  },
  {
    because: 'it has no schema',
    path: '/api/preview',
    init: posted({}),
    status: 400,
    code: 'REQUEST_INVALID',
    says: /schema: /,
  },
  {
    because: 'it asks for no rows',
    path: '/api/plan',
    init: posted({ schema: people, rows: 0 }),
    status: 400,
    code: 'REQUEST_INVALID',
    says: /rows: /,
  },
  {
    because: 'it asks for half a row',
    path: '/api/plan',
    init: posted({ schema: people, rows: 1.5 }),
    status: 400,
    code: 'REQUEST_INVALID',
    says: /rows: /,
  },
  {
    because: 'a page is too long',
    path: '/api/preview',
    init: posted({ schema: people, limit: 201 }),
    status: 400,
    code: 'REQUEST_INVALID',
    says: /limit: .*200/,
  },
  {
    because: 'pages together are too long',
    path: '/api/preview',
    init: posted({ schema: entities(101), rows: 200, limit: 200 }),
    status: 400,
    code: 'LIMIT_EXCEEDED',
    says: /20,000 rows.*20,200/,
  },
  {
    because: 'it asks for too many rows',
    path: '/api/generate',
    init: posted({ schema: shop, rows: 5_000_001 }),
    status: 400,
    code: 'LIMIT_EXCEEDED',
    says: /10,000,000 rows.*10,000,002/,
  },
  {
    because: 'it is too large',
    path: '/api/plan',
    init: posted(' '.repeat(limits.bodyBytes + 1)),
    status: 413,
    code: 'REQUEST_TOO_LARGE',
    says: /8 MB/,
  },
  {
    because: 'its schema is wrong',
    path: '/api/preview',
    init: posted({ schema: { entities: [] } }),
    status: 400,
    code: 'SCHEMA_INVALID',
    says: /entities/,
  },
  {
    because: 'the schema asks for too many rows',
    path: '/api/generate',
    init: posted({ schema: { ...people, volume: { rows: 20_000_000 } } }),
    status: 400,
    code: 'LIMIT_EXCEEDED',
    says: /20,000,000/,
  },
  {
    because: 'there is no such entity to show',
    path: '/api/preview',
    init: posted({ schema: people, entity: 'x' }),
    status: 400,
    code: 'TABLE_UNKNOWN',
    says: /"x"/,
  },
  {
    because: 'there is no such entity to count',
    path: '/api/plan',
    init: posted({ schema: people, rows: { x: 1 } }),
    status: 400,
    code: 'TABLE_UNKNOWN',
    says: /"x"/,
  },
  {
    because: 'there is no such entity to write',
    path: '/api/generate',
    init: posted({ schema: people, entity: 'x' }),
    status: 400,
    code: 'TABLE_UNKNOWN',
    says: /"x"/,
  },
  {
    because: 'there is no such format',
    path: '/api/generate',
    init: posted({ schema: people, format: 'docx' }),
    status: 400,
    code: 'FORMAT_UNKNOWN',
    says: /format/,
  },
  {
    because: 'the format holds one entity',
    path: '/api/generate',
    init: posted({ schema: shop, format: 'csv' }),
    status: 400,
    code: 'FORMAT_UNSUPPORTED',
    says: /csv/,
  },
  {
    because: 'there is no such locale',
    path: '/api/plan',
    init: posted({ schema: people, locale: 'tlh' }),
    status: 400,
    code: 'LOCALE_UNKNOWN',
    says: /tlh/,
  },
]

const { app, request, faults, services } = await testApp({ name: 'refusals' })
const thrown = new Error('secret')
app.get('/broken', () => {
  throw thrown
})

test.each(refusals)('a request is refused because $because: $code', async ({ path, init, status, code, says }) => {
  const answer = await request(path, init)
  const body = errorBodySchema.strict().parse(await answer.json())
  expect({ status: answer.status, code: body.errorCode, message: body.message }).toEqual({
    status,
    code,
    message: expect.stringMatching(says),
  })
  expect(body.timestamp).toMatch(/^2026-01-02T03:0/)
  expect(body.requestId).toBe(answer.headers.get('x-request-id'))
  expect(body.suggestedActions).not.toEqual([])
  expect(faults).toEqual([])
})

test.each(['/api/kinds', '/api/validate', '/api/plan', '/api/preview', '/api/generate'])(
  'whoever is not known generates nothing: %s',
  async (path) => {
    const init = path === '/api/kinds' ? {} : posted({ schema: people, rows: 1 })
    const answer = await app.request(path, init)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(await answer.json()).toMatchObject({ errorCode: 'UNAUTHENTICATED' })
  },
)

test('a request that takes too long is told so', async () => {
  const answer = await slow(15).request('/preview', posted({ schema: shop, rows: 1 }))
  const body = await answer.json()
  expect(body).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('20 seconds') })
})

test('a download that takes too long breaks off instead of ending as if it were whole', async () => {
  const answer = await slow(400).request('/generate', posted({ schema: people, rows: 100_000 }))
  expect(answer.status).toBe(200)
  await expect(answer.text()).rejects.toThrow('900 seconds')
})

test("the server's own failures are reported inside and say nothing outside but where to look", async () => {
  const answer = await app.request('/broken', { headers: { 'x-request-id': 'abc' } })
  expect(answer.status).toBe(500)
  const body = errorBodySchema.strict().parse(await answer.json())
  expect(body).toMatchObject({
    errorCode: 'INTERNAL',
    requestId: 'abc',
    suggestedActions: [expect.stringContaining('abc')],
  })
  expect(JSON.stringify(body)).not.toContain('secret')
  expect(faults.splice(0)).toEqual([thrown])
})

/** Rows for somebody who is known, by a clock that moves on by so many seconds whenever somebody looks. */
function slow(seconds: number): OpenAPIHono<ApiEnv> {
  let time = 0
  const now = () => {
    time += seconds * 1000
    return new Date(time)
  }
  const app = new OpenAPIHono<ApiEnv>()
  app.onError((thrown, c) => c.json({ ...thrown, message: thrown.message }, 400))
  aroundRequests(app, {})
  app.use(async (c, next) => {
    c.set('actor', { kind: 'system', for: undefined })
    await next()
  })
  return app.route('/', generateRoutes({ ...services, now }))
}
