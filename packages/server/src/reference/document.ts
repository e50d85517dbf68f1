import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from 'hono'
import manifest from '../../package.json' with { type: 'json' }
import { accessCookie } from '../routes/session-cookies.ts'
import { complete, type OpenApiDocument } from './complete.ts'

/** What the routes do not say of themselves. */
const about = {
  openapi: '3.1.0',
  info: {
    title: 'Understudy',
    version: manifest.version,
    description:
      'Test data for teams: datasets in versions, leases of single rows, jobs that generate and check, and who did what. The same schema, seed and counts give the same rows here, in a test process and on the command line. Every error has one shape, and says what to do.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
}

/** `GET /api/openapi.json`. Made when it is first asked for, when every route is there, and then kept. */
export function describeApi<E extends Env>(app: OpenAPIHono<E>): () => OpenApiDocument {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key (ptd_…), or the access token of a session.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: accessCookie,
    description: 'The session of a page that the server itself serves.',
  })
  let document: OpenApiDocument | undefined
  const described = () => {
    document ??= complete(app.getOpenAPI31Document(about), app.openAPIRegistry)
    return document
  }
  app.get('/api/openapi.json', (c) => c.json(described()))
  return described
}
