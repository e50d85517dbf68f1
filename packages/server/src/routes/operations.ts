import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { RequestError } from '../errors/request-error.ts'
import { expositionType, type Metrics } from '../observe/metrics.ts'
import type { Readiness } from '../observe/readiness.ts'
import type { ApiEnv } from './caller.ts'

// GET /healthz   the process answers
// GET /readyz    it can serve: 200, or 503 with which check failed
// GET /metrics   figures for Prometheus: with the token, or from this machine where there is none

export interface Operations {
  readonly readiness: Readiness
  readonly metrics: Metrics
  readonly metricsToken: string | undefined
}

export function operationRoutes({ readiness, metrics, metricsToken }: Operations) {
  return new Hono<ApiEnv>()
    .get('/healthz', (c) => c.json({ status: 'ok' as const }, 200))
    .get('/readyz', async (c) => {
      const { ready, checks } = await readiness.look()
      return c.json({ status: ready ? ('ok' as const) : ('failed' as const), checks }, ready ? 200 : 503)
    })
    .get('/metrics', (c) => {
      const peer = c.env?.incoming?.socket.remoteAddress
      // What came through a proxy comes from anywhere, though its last step is from this machine; and so does what a
      // page in a browser of this machine asks for, under a name that was made to lead here.
      const local =
        isLoopback(peer) &&
        c.req.header('x-forwarded-for') === undefined &&
        c.req.header('forwarded') === undefined &&
        isOfThisMachine(c.req.header('host'))
      const shown = /^Bearer +(.*)$/i.exec(c.req.header('authorization') ?? '')?.[1]
      const allowed = metricsToken === undefined ? local : shown !== undefined && same(shown, metricsToken)
      if (!allowed) {
        throw new RequestError('UNAUTHENTICATED', {
          message: 'the figures are for whoever holds their token',
          hint:
            metricsToken === undefined
              ? 'Ask from this machine, or set a token for metrics where the server is started.'
              : 'Send the token for metrics: Authorization: Bearer …',
        })
      }
      return c.body(metrics.text(), 200, { 'content-type': expositionType, 'cache-control': 'no-store' })
    })
}

function isOfThisMachine(host: string | undefined): boolean {
  const name = host === undefined ? 'localhost' : URL.parse(`http://${host}`)?.hostname
  return name === 'localhost' || isLoopback(name?.replace(/^\[|\]$/g, ''))
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address)
}

function same(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}
