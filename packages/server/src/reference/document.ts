import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from 'hono'
import manifest from '../../package.json' with { type: 'json' }

/** What the routes do not say of themselves. */
export const about = {
  openapi: '3.1.0',
  info: {
    title: 'Understudy',
    version: manifest.version,
    description:
      'Test data from a schema: the same schema, seed and counts give the same rows here, in a test process and on the command line. Every error has one shape, and says what to do.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
}

export function describeApi<E extends Env>(app: OpenAPIHono<E>): void {
  app.doc31('/api/openapi.json', about)
}
