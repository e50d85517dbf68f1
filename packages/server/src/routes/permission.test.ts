import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { expect, test } from 'vitest'
import type { ApiEnv } from './caller.ts'
import { assertPermissions, permission } from './permission.ts'

const responses = { 200: { description: 'done', content: { 'text/plain': { schema: z.string() } } } }

test('a route that does not say who may use it fails before anything is served', () => {
  const app = new OpenAPIHono<ApiEnv>()
  const said = createRoute({ method: 'get', path: '/said/{id}', ...permission('team.read'), responses })
  app.route(
    '/api',
    new OpenAPIHono<ApiEnv>().openapi(said, (c) => c.text('')),
  )
  app.use('/api/*', (_c, next) => next())
  app.get('/healthz', (c) => c.text(''))
  assertPermissions(app, new Set())

  const silent = createRoute({ method: 'post', path: '/silent', responses })
  app.route(
    '/api',
    new OpenAPIHono<ApiEnv>().openapi(silent, (c) => c.text('')),
  )
  expect(() => assertPermissions(app, new Set())).toThrow('POST /api/silent')
  const odd = createRoute({ method: 'get', path: '/odd', 'x-permission': 'datasets.raed', responses })
  app.route(
    '/api',
    new OpenAPIHono<ApiEnv>().openapi(odd, (c) => c.text('')),
  )
  app.get('/api/undescribed', (c) => c.text(''))
  expect(() => assertPermissions(app, new Set(['POST /api/silent']))).toThrow(/GET \/api\/odd, GET \/api\/undescribed/)
})
