import type { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { RequestError } from '../errors/request-error.ts'
import { ServerError } from '../errors/server-error.ts'
import type { Services } from '../services/call.ts'
import { beginRequest } from '../services/idempotency/begin-request.ts'
import { endRequest } from '../services/idempotency/end-request.ts'
import { type KeptAnswer, readAnswer } from '../services/idempotency/kept-answer.ts'
import { namedRequest } from '../services/idempotency/named-request.ts'
import { teamOfPath } from '../services/idempotency/team-of-path.ts'
import type { ApiEnv } from './caller.ts'
import { creates } from './creates.ts'

/** Bodies of these are read as they come, and may be larger than memory. */
const streamed = 'application/octet-stream'

/**
 * A POST that creates or starts something is done once for each `Idempotency-Key`: whoever sends it again within a day
 * gets the first one's answer, with the header `Idempotency-Replayed`.
 */
export function idempotent(
  services: Pick<Services, 'store' | 'sealer' | 'now'>,
  app: () => Pick<OpenAPIHono, 'openAPIRegistry'>,
): MiddlewareHandler<ApiEnv> {
  let creating: ReadonlyMap<string, string> | undefined
  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || c.req.method !== 'POST' || c.get('actor').kind === 'nobody') return next()
    creating ??= creates(app().openAPIRegistry)
    const body = creating.get(routePath(c, -1))
    if (body === undefined) return next()
    if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new RequestError('REQUEST_INVALID', {
        message: 'the header Idempotency-Key has 1 to 200 visible ASCII characters, such as a UUID',
        details: { problems: [{ path: 'idempotency-key', message: '1 to 200 visible ASCII characters' }] },
      })
    }
    const { pathname, search } = new URL(c.req.url)
    const { id, digest } = namedRequest(services, c.get('actor'), { key, path: pathname, query: search })
    const team = await teamOfPath(services, /^\/api\/teams\/([^/]+)\/./.exec(pathname)?.[1])
    if (body !== streamed) digest.update(new Uint8Array(await c.req.arrayBuffer()))
    const begun = await beginRequest(services, id, team)

    if (!begun.first) {
      if (body === streamed) for await (const piece of c.req.raw.body ?? []) digest.update(piece)
      if (digest.digest('hex') !== begun.requestHash) throw reused()
      c.header('idempotency-replayed', 'true')
      const { status, contentType, body: kept, remade } = begun.answer
      if (remade !== undefined) {
        c.set('remade', remade)
        return next()
      }
      if (kept === '') return c.body(null, status)
      return c.body(kept, status, { 'content-type': contentType })
    }

    if (body === streamed) c.req.raw = withTap(c.req.raw, (piece) => void digest.update(piece))
    await next()
    if (c.res.ok) {
      await endRequest(services, id, team, { requestHash: digest.digest('hex'), answer: await answerOf(c) })
    } else if (c.res.status < 500 || wroteNothing(c.error)) {
      await endRequest(services, id, team, undefined)
    }
  }
}

async function answerOf(c: Parameters<MiddlewareHandler<ApiEnv>>[0]): Promise<KeptAnswer> {
  const { status, headers } = c.res
  const contentType = headers.get('content-type') ?? ''
  const remade = c.get('remade')
  if (remade !== undefined) return readAnswer({ status, contentType, body: '', remade })
  return readAnswer({ status, contentType, body: await c.res.clone().text() })
}

/** Of any other failure of the server nobody knows what had been done before it: its name stays taken. */
function wroteNothing(thrown: Error | undefined): boolean {
  return thrown instanceof ServerError && (thrown.code === 'STORE_BUSY' || thrown.code === 'STORE_FULL')
}

function withTap(request: Request, seen: (piece: Uint8Array) => void): Request {
  if (request.body === null) return request
  const body = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        seen(piece)
        controller.enqueue(piece)
      },
    }),
  )
  const options: RequestInit & { duplex: 'half' } = { body, duplex: 'half' }
  return new Request(request, options)
}

function reused(): RequestError {
  return new RequestError('IDEMPOTENCY_KEY_REUSED', {
    message: 'this idempotency key was used for another request, or by one who could do something else then',
  })
}
