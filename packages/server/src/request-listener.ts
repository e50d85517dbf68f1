import type { IncomingMessage } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { isPlainGet, plainGet } from './plain-get.ts'
import type { BearingResponse } from './routes/bearing-response.ts'

type Asked = Parameters<Parameters<typeof getRequestListener>[0]>
type Answer = Response | Promise<Response>
export type Fetch = (...asked: Asked) => Answer

/**
 * Answers what Node has taken by a function from Request to Response. The adapter of Hono does it, but for a GET that is answered
 * at once by a text: there it makes a request, promises and a copy of headers, a fifteenth of what a small answer costs.
 */
export function requestListener(fetch: Fetch): (incoming: IncomingMessage, outgoing: BearingResponse) => void {
  /** While the adapter is called, which asks before it returns. */
  let known: Answer | undefined
  const adapter = getRequestListener((request, env) => known ?? fetch(request, env))
  const madeOf = whatMade()
  return (incoming, outgoing) => {
    if (isPlainGet(incoming)) {
      const answer = answerOf(fetch, incoming, outgoing)
      const made = madeOf(answer)
      if (made && typeof made[1] === 'string' && outgoing.sends(made[0], made[2], made[1])) return
      known = answer
    }
    void adapter(incoming, outgoing)
    known = undefined
  }
}

function answerOf(fetch: Fetch, incoming: IncomingMessage, outgoing: BearingResponse): Answer {
  try {
    return fetch(plainGet(incoming, outgoing), { incoming, outgoing })
  } catch (thrown) {
    return Promise.reject(thrown)
  }
}

type Made = readonly [status: number, body: unknown, headers: unknown]
type Keeping = Readonly<Record<symbol, Made | undefined>>

/**
 * A Response as the adapter makes it keeps what it was made of until somebody asks for more, under a name that it tells nobody. If
 * it is not found, or is gone, the adapter answers.
 */
function whatMade(): (answer: Answer) => Made | undefined {
  const status = 201
  const headers = { 'Content-Type': 'application/json' }
  const sample = new Response('{}', { status, headers }) as unknown as Keeping
  const name = Object.getOwnPropertySymbols(sample).find((name) => {
    const made: unknown = sample[name]
    return Array.isArray(made) && made[0] === status && made[1] === '{}' && made[2] === headers
  })
  return (answer) => (name === undefined ? undefined : (answer as unknown as Keeping)[name])
}
