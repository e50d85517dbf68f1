import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Oidc } from '../auth/oidc.ts'
import { RequestError } from '../errors/request-error.ts'
import { signInByOidc } from '../services/auth/sign-in-by-oidc.ts'
import type { AuthServices } from '../services/call.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { validationHook } from './contract.ts'
import { permission, refusals } from './permission.ts'
import { keepInCookies } from './session-cookies.ts'

// GET /auth/oidc            to the identity provider
// GET /auth/oidc/callback   back from it, signed in

const keptCookie = 'understudy_oidc'
const path = '/api/auth/oidc'
const keptSeconds = 600
const elsewhere = { 302: { description: 'the browser goes on' }, ...refusals }

const begin = createRoute({
  method: 'get',
  path: '/auth/oidc',
  summary: 'Sign in through the identity provider',
  ...permission('anyone'),
  responses: elsewhere,
})
const callback = createRoute({
  method: 'get',
  path: '/auth/oidc/callback',
  summary: 'Come back from the identity provider',
  ...permission('anyone'),
  responses: elsewhere,
})

export function oidcRoutes(services: AuthServices, oidc: Oidc | undefined) {
  const { publicUrl } = services.auth
  const provider = () => {
    if (oidc) return oidc
    throw new RequestError('NOT_FOUND', { message: 'this server signs nobody in through an identity provider' })
  }
  // The provider sends the browser back from another site: a strict cookie would stay behind.
  const attributes = () =>
    ({ path, httpOnly: true, sameSite: 'Lax', secure: publicUrl().startsWith('https:') }) as const
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(begin, async (c) => {
      const { url, kept } = await provider().begin(`${publicUrl()}${path}/callback`)
      setCookie(c, keptCookie, kept, { ...attributes(), maxAge: keptSeconds })
      return c.redirect(url.href, 302)
    })
    .openapi(callback, async (c) => {
      const identity = await provider().finish(
        new URL(`${path}/callback${new URL(c.req.url).search}`, publicUrl()),
        getCookie(c, keptCookie) ?? '',
      )
      deleteCookie(c, keptCookie, attributes())
      const agent = c.req.header('user-agent') ?? ''
      keepInCookies(c, services.auth, await signInByOidc(services, callOf(c), identity, agent))
      return c.redirect('/', 302)
    })
}
