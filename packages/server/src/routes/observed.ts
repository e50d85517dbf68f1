import { nameOf } from '../auth/actor.ts'
import type { Log } from '../observe/log.ts'
import type { Counter, Histogram, Metrics } from '../observe/metrics.ts'
import type { Asked } from './asked.ts'

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Of one request, when it begins; what it gives back is told the status when the answer does. */
export type Observe = (asked: Asked, method: string, route: () => string) => (status: number) => void

/**
 * Counts every request and writes one line about it: the route as it is declared and not the path, for a path holds what
 * somebody has sent. `clock` counts milliseconds.
 */
export function observeRequests(log: Log, metrics: Metrics, clock: () => number): Observe {
  const answered = metrics.counter('understudy_http_requests_total', 'Requests that were answered.')
  const seconds = metrics.histogram('understudy_http_request_seconds', 'Time until an answer began.', bounds)
  /** By route, then by method. */
  const figures = new Map<string, Map<string, Figures>>()
  let underWay = 0
  metrics.read('understudy_http_requests_under_way', 'Requests whose answer has not begun.', () => underWay)
  return (asked, said, routeOf) => {
    const began = clock()
    underWay += 1
    return (status) => {
      underWay -= 1
      const took = clock() - began
      const method = methods.has(said) ? said : 'other'
      const route = routeOf()
      const ofRoute = once(once(figures, route, noFigures), method, () => ({
        seconds: seconds.of({ method, route }),
        answered: new Map(),
      }))
      const ofStatus = once(ofRoute.answered, status, () => ({
        count: answered.of({ method, route, status: String(status) }),
        members: JSON.stringify({ method, route, status }).slice(1, -1),
      }))
      ofStatus.count.add()
      ofRoute.seconds.observe(took / 1000)
      const milliseconds = Math.round(took * 10) / 10
      log.writeMembers(
        status >= 500 ? 'error' : 'info',
        'request.answered',
        // An id is a word.
        `"requestId":"${asked.requestId}",${ofStatus.members},"milliseconds":${milliseconds}${whoOf(asked)}`,
      )
    }
  }
}

function whoOf({ actor, ip }: Asked): string {
  const named = actor === undefined ? '' : `,"actor":${JSON.stringify(nameOf(actor))}`
  return ip === undefined || ip === null ? named : `${named},"ip":${JSON.stringify(ip)}`
}

/** Routes and what they answer with are few, and each is looked up in the figures once. */
interface Figures {
  readonly seconds: ReturnType<Histogram['of']>
  /** By status; its members are those of a line of the log. */
  readonly answered: Map<number, { readonly count: ReturnType<Counter['of']>; readonly members: string }>
}

const noFigures = () => new Map<string, Figures>()

function once<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = known.get(key)
  if (found !== undefined) return found
  const value = make()
  known.set(key, value)
  return value
}
