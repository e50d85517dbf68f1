import type { OpenAPIHono } from '@hono/zod-openapi'
import { type AnswerHeaders, addHeaders, isBorne, requestIdOf } from './answer-headers.ts'
import type { Asked } from './asked.ts'
import type { ApiEnv } from './caller.ts'
import type { Observe } from './observed.ts'

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
  app.fetch = (request, env = {}, context) => {
    const { incoming, outgoing } = bindingsOf(env)
    const path = app.getPath(request)
    const asked: Asked = { requestId: requestIdOf(request, incoming), actor: undefined, ip: undefined }
    const borne = headers?.(asked.requestId, path)
    const missing = borne === undefined || isBorne(outgoing, borne) ? undefined : borne
    const { method } = request
    const found = app.router.match(method === 'HEAD' ? 'GET' : method, path)
    const observed = observe?.(asked, method, () => routeOf(found))
    const answered = (response: Response) => {
      if (missing) addHeaders(response.headers, missing)
      observed?.(response.status)
      return response
    }
    const failed = (thrown: unknown): never => {
      observed?.(500)
      throw thrown
    }
    try {
      const response = answer(request, { incoming, outgoing, asked }, context)
      return response instanceof Promise ? response.then(answered, failed) : answered(response)
    } catch (thrown) {
      return failed(thrown)
    }
  }
}

/** Of whoever calls an app, that has a socket or none; the types of Hono leave all of it open. */
function bindingsOf(env: object): Partial<ApiEnv['Bindings']> {
  return env
}

/** As it is declared. What stands for whole subtrees sees what others answer, too, and what nobody does. */
function routeOf([matched]: ReturnType<OpenAPIHono<ApiEnv>['router']['match']>): string {
  return matched.findLast(([[, route]]) => !route.path.endsWith('*'))?.[0][1].path || 'none'
}
