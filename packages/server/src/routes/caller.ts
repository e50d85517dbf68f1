import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { type Actor, nameOf } from '../auth/actor.ts'
import { clientAddress, networkOf, type TrustedProxies } from '../auth/client-network.ts'
import { refuseCrossSite } from '../auth/same-site.ts'
import { authenticate } from '../services/auth/authenticate.ts'
import type { Call, Services } from '../services/call.ts'
import type { Asked } from './asked.ts'
import { accessCookie } from './session-cookies.ts'

/** What every route of the API finds in its context. */
export interface ApiEnv {
  Bindings: Partial<HttpBindings> & { asked: Asked }
  Variables: {
    actor: Actor
    ip: string | null
    /** What the answer to a request that was sent again is made of, where it is not kept as it was. */
    remade: string | undefined
  }
}

/** Who asks, from where: too many requests, and other sites, come no further than here. */
export function identifyCaller(
  services: Pick<Services, 'store' | 'auth' | 'now'>,
  trusted: TrustedProxies,
): MiddlewareHandler<ApiEnv> {
  const { networks, callers } = services.auth
  return async (c, next) => {
    const peer = c.env?.incoming?.socket.remoteAddress
    const ip = peer === undefined ? null : clientAddress(peer, c.req.header('x-forwarded-for'), trusted)
    networks.take(networkOf(ip ?? ''))
    const bearer = bearerOf(c.req.header('authorization'))
    const cookie = bearer === undefined ? getCookie(c, accessCookie) : undefined
    refuseCrossSite({
      method: c.req.method,
      host: c.req.header('host') ?? new URL(c.req.url).host,
      origin: c.req.header('origin'),
      fetchSite: c.req.header('sec-fetch-site'),
      byCookie: bearer === undefined && c.req.header('cookie') !== undefined,
    })
    const actor = await authenticate(services, { bearer, cookie })
    if (actor.kind !== 'nobody') callers.take(nameOf(actor))
    c.set('ip', ip)
    c.set('actor', actor)
    Object.assign(c.env.asked, { actor, ip } satisfies Partial<Asked>)
    await next()
  }
}

/** The request as services take it. */
export function callOf(c: Context<ApiEnv>): Call {
  return {
    actor: c.get('actor'),
    ip: c.get('ip'),
    requestId: c.env.asked.requestId,
    signal: c.req.raw.signal,
    ifMatch: c.req.header('if-match'),
  }
}

/** Another scheme is no credential of ours; an empty token is one that is wrong. */
function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer(?: +(.*))?$/i.exec(authorization ?? '')?.map((part) => part ?? '')[1]
}
