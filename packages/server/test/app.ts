import { testClient } from 'hono/testing'
import { type AppDependencies, createApp } from '../src/app.ts'

/** An app whose clock and failures a test sees. */
export function testApp(dependencies: Partial<AppDependencies> = {}) {
  const failures: unknown[] = []
  const app = createApp({
    config: {},
    now: () => new Date('2026-01-02T03:04:05Z'),
    reportFailure: (_requestId, thrown) => failures.push(thrown),
    ...dependencies,
  })
  const post = (path: string, body: unknown): Promise<Response> => Promise.resolve(app.request(path, posted(body)))
  return { app, api: testClient(app).api, post, failures }
}

export function posted(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}

export const people = {
  entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name', email: { kind: 'email', unique: true } } }],
}

export const shop = {
  entities: [
    { name: 'customers', fields: { id: 'sequence', name: 'full-name' } },
    { name: 'orders', fields: { id: 'sequence', customer_id: {}, total: 'amount' } },
  ],
  relationships: [
    { type: 'one-to-many', parent: { entity: 'customers' }, child: { entity: 'orders', fields: ['customer_id'] } },
  ],
}
