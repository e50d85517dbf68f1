import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { RequestError } from '../errors/request-error.ts'
import { endSession } from '../services/auth/end-session.ts'
import { listSessions } from '../services/auth/list-sessions.ts'
import { refreshSession } from '../services/auth/refresh-session.ts'
import type { SessionTokens } from '../services/auth/session-tokens.ts'
import { signIn } from '../services/auth/sign-in.ts'
import { lookAtLink, takeLink } from '../services/auth/take-link.ts'
import type { AuthServices } from '../services/call.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { idField, knownEmailField, nameField, passwordField } from './fields.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { dropCookies, keepInCookies, refreshCookie } from './session-cookies.ts'

// POST   /auth/sessions                    sign in, by password or by a link
// POST   /auth/sessions/current/refresh    the next tokens for a refresh token
// GET    /auth/sessions                    where one is signed in
// DELETE /auth/sessions/{session}          sign out, there or (`current`) here
// POST   /auth/link                        what a link is for

const delivery = z
  .enum(['cookie', 'body'])
  .default('cookie')
  .openapi({ description: 'cookie: HttpOnly cookies, for pages. body: in the answer, for programs.' })
const linkField = z.string().min(1).max(200).openapi({ description: 'what stands after #/link/ in a link' })
const byPassword = z.strictObject({ email: knownEmailField, password: passwordField, tokens: delivery })
const byLink = z.strictObject({
  link: linkField,
  password: passwordField.optional(),
  name: nameField.optional(),
  tokens: delivery,
})
const tokensAnswer = z
  .object({
    session: z.string(),
    user: z.string(),
    accessExpiresAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    accessToken: z.string().optional(),
    refreshToken: z.string().optional().openapi({
      description:
        'Good once. Using it again gives the same answer for ten seconds, as one may get lost; later it ends the session.',
    }),
  })
  .openapi('Session')

const standing = z.object({
  id: z.string(),
  current: z.boolean(),
  ip: z.string(),
  agent: z.string(),
  createdAt: z.string(),
  usedAt: z.string(),
  expiresAt: z.string(),
})

const signInRoute = createRoute({
  method: 'post',
  path: '/auth/sessions',
  summary: 'Sign in',
  description: 'By address and password, or by a link, which is used up by it.',
  ...permission('anyone'),
  request: bodyOf(z.union([byPassword, byLink])),
  responses: { 201: json(tokensAnswer, 'a session'), ...refusals },
})
const refreshRoute = createRoute({
  method: 'post',
  path: '/auth/sessions/current/refresh',
  summary: 'Go on with a session',
  description: 'By the refresh token of the cookie, or of the body, which is then answered in the body.',
  ...permission('anyone'),
  request: {
    body: {
      required: false,
      content: { 'application/json': { schema: z.strictObject({ refreshToken: z.string().max(300).optional() }) } },
    },
  },
  responses: { 200: json(tokensAnswer, 'the next tokens'), ...refusals },
})
const listRoute = createRoute({
  method: 'get',
  path: '/auth/sessions',
  summary: 'List where one is signed in',
  ...permission('someone'),
  request: { query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ sessions: z.array(standing), next: nextField }), 'sessions that stand, the newest first'),
    ...refusals,
  },
})
const endRoute = createRoute({
  method: 'delete',
  path: '/auth/sessions/{session}',
  summary: 'Sign out',
  ...permission('someone'),
  request: { params: z.object({ session: idField.openapi({ description: 'an id, or `current`' }) }) },
  responses: { 204: { description: 'it has ended' }, ...refusals },
})
const linkRoute = createRoute({
  method: 'post',
  path: '/auth/link',
  summary: 'Say what a link is for',
  ...permission('anyone'),
  request: bodyOf(z.strictObject({ link: linkField })),
  responses: {
    200: json(
      z.object({
        kind: z.enum(['sign-in', 'invitation', 'password']),
        email: z.string(),
        name: z.string(),
        team: z.string().nullable(),
        password: z.enum(['new', 'own', 'optional', 'none']).openapi({
          description:
            'new: one is to be chosen. own: theirs is asked for. optional: one may be chosen. none: whoever asks is signed in as whom the link is for.',
        }),
      }),
      'what it is for',
    ),
    ...refusals,
  },
})

export function authRoutes(services: AuthServices) {
  const { auth } = services
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(signInRoute, async (c) => {
      const input = c.req.valid('json')
      const agent = c.req.header('user-agent') ?? ''
      const tokens =
        'link' in input
          ? await takeLink(services, callOf(c), { ...input, agent })
          : await signIn(services, callOf(c), { ...input, agent })
      return c.json(deliver(c, services, tokens, input.tokens), 201)
    })
    .openapi(refreshRoute, async (c) => {
      const { refreshToken } = c.req.valid('json') ?? {}
      const text = refreshToken ?? getCookie(c, refreshCookie)
      if (text === undefined)
        throw new RequestError('SESSION_ENDED', { message: 'there is no refresh token to go on with' })
      const tokens = await refreshSession(services, callOf(c), text)
      return c.json(deliver(c, services, tokens, refreshToken === undefined ? 'cookie' : 'body'), 200)
    })
    .openapi(listRoute, async (c) => c.json(await listSessions(services, callOf(c), c.req.valid('query')), 200))
    .openapi(endRoute, async (c) => {
      const { session } = c.req.valid('param')
      await endSession(services, callOf(c), session)
      const { actor } = callOf(c)
      if (session === 'current' || (actor.kind === 'user' && actor.session === session)) dropCookies(c, auth)
      return c.body(null, 204)
    })
    .openapi(linkRoute, async (c) => c.json(await lookAtLink(services, callOf(c), c.req.valid('json').link), 200))
}

function deliver(c: Context<ApiEnv>, { auth }: AuthServices, tokens: SessionTokens, how: 'cookie' | 'body') {
  const { session, user, accessToken, refreshToken } = tokens
  const said = {
    session,
    user,
    accessExpiresAt: tokens.accessExpiresAt.toISOString(),
    expiresAt: tokens.expiresAt.toISOString(),
  }
  if (how === 'body') return { ...said, accessToken, refreshToken }
  keepInCookies(c, auth, tokens)
  return said
}
