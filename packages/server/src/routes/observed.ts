import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { nameOf } from '../auth/actor.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { ApiEnv } from './caller.ts'

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * Counts every request and writes one line about it: the route as it is declared and not the path, for a path holds what
 * somebody has sent. `clock` counts milliseconds.
 */
export function observeRequests(log: Log, metrics: Metrics, clock: () => number): MiddlewareHandler<ApiEnv> {
  const answered = metrics.counter('understudy_http_requests_total', 'Requests that were answered.')
  const seconds = metrics.histogram('understudy_http_request_seconds', 'Time until an answer began.', bounds)
  let underWay = 0
  metrics.read('understudy_http_requests_under_way', 'Requests whose answer has not begun.', () => underWay)
  return async (c, next) => {
    const began = clock()
    underWay += 1
    try {
      await next()
    } finally {
      underWay -= 1
      const took = clock() - began
      const method = methods.has(c.req.method) ? c.req.method : 'other'
      const route = routeOf(routePath(c, -1))
      const { status } = c.res
      answered.add({ method, route, status: String(status) })
      seconds.observe(took / 1000, { method, route })
      const actor = c.get('actor')
      log.write(status >= 500 ? 'error' : 'info', 'request.answered', {
        requestId: c.get('requestId'),
        method,
        route,
        status,
        milliseconds: Math.round(took * 10) / 10,
        actor: actor === undefined ? undefined : nameOf(actor),
        ip: c.get('ip') ?? undefined,
      })
    }
  }
}

/** Where no handler answered, the last to see the request was a middleware: those stand for whole subtrees. */
function routeOf(path: string): string {
  return path === '' || path.endsWith('*') ? 'none' : path
}
