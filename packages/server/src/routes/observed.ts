import type { Result } from 'hono/router'
import type { RouterRoute } from 'hono/types'
import { nameOf } from '../auth/actor.ts'
import type { FramedLine } from '../observe/framed-line.ts'
import type { Log } from '../observe/log.ts'
import type { Counter, Histogram, Metrics } from '../observe/metrics.ts'
import type { Asked } from './asked.ts'

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export interface Seen {
  readonly asked: Asked
  readonly method: string
  /** What the path leads to. */
  readonly found: Result<[unknown, RouterRoute]>
  /** As `begins` said. */
  readonly began: number
}

export interface Observe {
  begins(): number
  answered(request: Seen, status: number): void
}

/**
 * Counts every request and writes one line about it: the route as it is declared and not the path, for a path holds what
 * somebody has sent. `clock` counts milliseconds.
 */
export function observeRequests(log: Log, metrics: Metrics, clock: () => number): Observe {
  const counter = metrics.counter('understudy_http_requests_total', 'Requests that were answered.')
  const histogram = metrics.histogram('understudy_http_request_seconds', 'Time until an answer began.', bounds)
  /** By route, then by method. */
  const figures = new Map<string, Map<string, Figures>>()
  let underWay = 0
  metrics.read('understudy_http_requests_under_way', 'Requests whose answer has not begun.', () => underWay)
  const figuresOf = (route: string, method: string): Figures => {
    const ofRoute = figures.get(route) ?? new Map<string, Figures>()
    const found = ofRoute.get(method) ?? {
      route,
      method,
      seconds: histogram.of({ method, route }),
      answered: new Map(),
    }
    figures.set(route, ofRoute.set(method, found))
    return found
  }
  const first = ({ route, method, answered }: Figures, status: number): Answered => {
    const level = status >= 500 ? 'error' : 'info'
    const members = JSON.stringify({ method, route, status }).slice(1, -1)
    const made = {
      count: counter.of({ method, route, status: String(status) }),
      line: log.framed(level, 'request.answered', members),
    }
    answered.set(status, made)
    return made
  }
  return {
    begins() {
      underWay += 1
      return clock()
    },
    answered({ asked, method: said, found, began }, status) {
      underWay -= 1
      const took = clock() - began
      const route = routeOf(found)
      const known = figures.get(route)?.get(said) ?? figuresOf(route, methods.has(said) ? said : 'other')
      const ofStatus = known.answered.get(status) ?? first(known, status)
      ofStatus.count.add()
      known.seconds.observe(took / 1000)
      ofStatus.line(asked.requestId, Math.round(took * 10), whoOf(asked))
    },
  }
}

/** As it is declared. What stands for whole subtrees sees what others answer, too, and what nobody does. */
function routeOf([matched]: Seen['found']): string {
  for (let i = matched.length - 1; i >= 0; i--) {
    const { path } = matched[i]![0][1]
    if (!path.endsWith('*')) return path || 'none'
  }
  return 'none'
}

function whoOf({ actor, ip }: Asked): string {
  const named = actor === undefined ? '' : `,"actor":${JSON.stringify(nameOf(actor))}`
  return ip === undefined || ip === null ? named : `${named},"ip":${JSON.stringify(ip)}`
}

/** Routes and what they answer with are few, and each is looked up in the figures once. */
interface Figures {
  readonly route: string
  readonly method: string
  readonly seconds: ReturnType<Histogram['of']>
  /** By status. */
  readonly answered: Map<number, Answered>
}

interface Answered {
  readonly count: ReturnType<Counter['of']>
  readonly line: FramedLine
}
