import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { accepts } from 'hono/accepts'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Oidc } from '../auth/oidc.ts'
import { RequestError } from '../errors/request-error.ts'
import { signInByOidc } from '../services/auth/sign-in-by-oidc.ts'
import type { AuthServices } from '../services/call.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { json, validationHook } from './contract.ts'
import { permission, refusals } from './permission.ts'
import { keepInCookies } from './session-cookies.ts'

// GET /auth/ways            how people sign in here
// GET /auth/oidc            to the identity provider
// GET /auth/oidc/callback   back from it, signed in

const keptCookie = 'understudy_oidc'
const path = '/api/auth/oidc'
const keptSeconds = 600
const elsewhere = { 302: { description: 'the browser goes on' }, ...refusals }

const ways = createRoute({
  method: 'get',
  path: '/auth/ways',
  summary: 'Say how people sign in here',
  description: 'By a password or a link they always can.',
  ...permission('anyone'),
  responses: {
    200: json(
      z.object({
        provider: z.string().nullable().openapi({ description: 'the machine of an identity provider, or none' }),
      }),
      'the ways',
    ),
    ...refusals,
  },
})
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
  const routes = new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
  routes.use('/auth/oidc/*', toldOnPage)
  return routes
    .openapi(ways, (c) => c.json({ provider: oidc?.host ?? null }, 200))
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

/** What the page of the dashboard has words for. */
const withWords = new Set(['SIGN_IN_FAILED', 'PROVIDER_UNREACHABLE'])

/** A browser goes here by itself, and whoever looks at it wants to read a page: it is sent to where one signs in. */
const toldOnPage: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next()
  const { error } = c
  if (!(error instanceof RequestError) || !withWords.has(error.code)) return
  if (accepts(c, { header: 'Accept', supports, default: 'application/json' }) !== 'text/html') return
  const location = `/#/refused/${error.code}/${c.env.asked.requestId}`
  // Else it would keep the headers of the other answer.
  c.res = undefined
  c.res = new Response(null, { status: 302, headers: { location } })
}
const supports = ['application/json', 'text/html']
