import { createClient } from '../src/client.ts'
import { type TestServer, testServer } from './server.ts'

/** The server as somebody sees it who is signed in and belongs to no team. Not inside of a test. */
export async function testApp(options?: TestServer) {
  const { app, faults, person, services } = await testServer('sqlite', options)
  const { token } = await person()
  const authorization = `Bearer ${token}`
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    Promise.resolve(app.request(path, { ...init, headers: { authorization, ...headersOf(init) } }))
  const post = (path: string, body: unknown): Promise<Response> => request(path, posted(body))
  const api = createClient('http://localhost/', { key: token, fetch: async (asked) => app.request(asked) })
  return { app, api, request, post, faults, services }
}

function headersOf({ headers }: RequestInit): Record<string, string> {
  return Object.fromEntries(new Headers(headers))
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
