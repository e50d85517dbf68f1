import type { OpenAPIHono } from '@hono/zod-openapi'
import { getPath } from 'hono/utils/url'
import { type AnswerHeaders, addHeaders, isBorne, requestIdOf } from './answer-headers.ts'
import type { Asked } from './asked.ts'
import type { Borne } from './bearing-response.ts'
import type { ApiEnv } from './caller.ts'
import type { Observe, Seen } from './observed.ts'

export interface Around {
  readonly headers?: AnswerHeaders
  readonly observe?: Observe
}

/**
 * What every request of an app has, whatever answers it: an id, the headers of its answer, its line in the log. Not
 * as middleware, each of which is a turn of promises: what one handler answers at once is answered at once.
 */
export function aroundRequests(app: OpenAPIHono<ApiEnv>, { headers, observe }: Around): void {
  const answer = app.fetch
  const pathOf = (request: Request, incoming: ApiEnv['Bindings']['incoming']) =>
    incoming?.url !== undefined && plain.test(incoming.url) ? incoming.url : app.getPath(request)
  const answered = (seen: Seen, missing: Borne | undefined, response: Response) => {
    if (missing) addHeaders(response.headers, missing)
    observe?.answered(seen, response.status)
    return response
  }
  const failed = (seen: Seen, thrown: unknown): never => {
    observe?.answered(seen, 500)
    throw thrown
  }
  app.fetch = (request, env = {}, context) => {
    const { incoming, outgoing } = bindingsOf(env)
    const { method } = request
    const path = pathOf(request, incoming)
    const asked: Asked = { requestId: requestIdOf(request, incoming), path, actor: undefined, ip: undefined }
    const borne = headers?.(asked.requestId, path)
    const missing = borne === undefined || isBorne(outgoing, borne) ? undefined : borne
    const found = app.router.match(method === 'HEAD' ? 'GET' : method, path)
    const seen: Seen = { asked, method, found, began: observe?.begins() ?? 0 }
    try {
      const response = answer(request, { incoming, outgoing, asked }, context)
      if (!(response instanceof Promise)) return answered(seen, missing, response)
      return response.then(
        (response) => answered(seen, missing, response),
        (thrown) => failed(seen, thrown),
      )
    } catch (thrown) {
      return failed(seen, thrown)
    }
  }
}

/** The path alone, which cannot be written in another way: it is taken as it came, and no text is made of all of the address. */
const plain = /^\/[\w/-]*$/

/** The path of a request that is asked already, for the app to find its route by. */
export function askedPath(request: Request, { env }: { env?: Partial<ApiEnv['Bindings']> } = {}): string {
  return env?.asked?.path ?? getPath(request)
}

/** Of whoever calls an app, that has a socket or none; the types of Hono leave all of it open. */
function bindingsOf(env: object): Partial<ApiEnv['Bindings']> {
  return env
}
