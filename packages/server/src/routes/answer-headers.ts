import { randomUUID } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { ApiEnv } from './caller.ts'

/** What browsers may do with an answer: nothing that a page of ours does not need. */
const guarding: readonly (readonly [name: string, value: string])[] = [
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Origin-Agent-Cluster', '?1'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-DNS-Prefetch-Control', 'off'],
  ['X-Download-Options', 'noopen'],
  ['X-Frame-Options', 'DENY'],
  ['X-Permitted-Cross-Domain-Policies', 'none'],
  ['X-XSS-Protection', '0'],
  [
    'Content-Security-Policy',
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ],
]
const onlyByTls = ['Strict-Transport-Security', 'max-age=31536000'] as const

/**
 * The headers of every answer, and its id: the one that the request names, where it is a word. Of the API nothing is
 * kept by anyone on the way.
 */
export function answerHeaders({ byTls }: { readonly byTls: boolean }): MiddlewareHandler<ApiEnv> {
  const every = byTls ? [...guarding, onlyByTls] : guarding
  return async (c, next) => {
    const id = wordOf(c.req.header('x-request-id')) ?? randomUUID()
    c.set('requestId', id)
    await next()
    const set = setterOf(c)
    set('X-Request-Id', id)
    for (const [name, value] of every) set(name, value)
    if (isOfApi(c.req.path)) set('Cache-Control', 'no-store')
  }
}

/**
 * Where a socket waits for the answer, Node is told: a `Headers` checks, sorts and copies all that it holds, which takes
 * as long as the rest of a small answer. `c.header()` would make another response, its body a stream.
 */
function setterOf(c: Context<ApiEnv>): (name: string, value: string) => void {
  const outgoing = c.env?.outgoing
  if (outgoing && !outgoing.headersSent) return (name, value) => void outgoing.setHeader(name, value)
  const { headers } = c.res
  return (name, value) => headers.set(name, value)
}

function wordOf(id: string | undefined): string | undefined {
  return id !== undefined && /^[\w=-]{1,255}$/.test(id) ? id : undefined
}

function isOfApi(path: string): boolean {
  return path === '/api' || path.startsWith('/api/')
}
