import { OpenAPIHono } from '@hono/zod-openapi'
import { requestId } from 'hono/request-id'
import { trustedProxies } from '../src/auth/client-network.ts'
import type { Oidc } from '../src/auth/oidc.ts'
import type { Role } from '../src/auth/permissions.ts'
import { errorAnswer } from '../src/errors/error-body.ts'
import { errorHeaders } from '../src/errors/error-headers.ts'
import { authRoutes } from '../src/routes/auth.ts'
import { type ApiEnv, identifyCaller } from '../src/routes/caller.ts'
import { keyRoutes } from '../src/routes/keys.ts'
import { meRoutes } from '../src/routes/me.ts'
import { memberRoutes } from '../src/routes/members.ts'
import { oidcRoutes } from '../src/routes/oidc.ts'
import { teamRoutes } from '../src/routes/teams.ts'
import { userRoutes } from '../src/routes/users.ts'
import { makeLink } from '../src/services/auth/make-link.ts'
import { startSession, tokensOf } from '../src/services/auth/session-tokens.ts'
import { insertUser } from '../src/services/users/create-user.ts'
import type { Store } from '../src/store/store.ts'
import { server, testAuth } from './services.ts'
import { testTeam } from './store.ts'

type Standing = Omit<Awaited<ReturnType<typeof testAuth>>, 'clock' | 'instance'>

export interface Answer {
  readonly status: number
  /** Not typed: what a test expects of it, it says itself. */
  readonly body: ReturnType<typeof JSON.parse>
  readonly headers: Headers
}

/** The API over a real store. `instance()` is a second server over the same one. */
export async function testApi(engine: Store['engine'], name?: string, oidc?: Oidc) {
  const { clock, instance: another, ...services } = await testAuth(engine, name)
  const api = apiOver(services, oidc)
  /** A user with roles in teams, and a Bearer token of a session of theirs. */
  const person = async (roles: Readonly<Record<string, Role>> = {}, { isSystemAdmin = false, email = '' } = {}) => {
    const started = await services.store.system(async (tx) => {
      const { id } = await insertUser(services, tx, {
        email: email || `${services.newId().slice(-12)}@example.org`,
        name: 'Ada',
        isSystemAdmin,
      })
      const created_at = clock.now().toISOString()
      for (const [team_id, role] of Object.entries(roles)) {
        await tx.insertInto('memberships').values({ team_id, user_id: id, role, created_at }).execute()
      }
      return startSession(services, tx, server, id, 'test')
    })
    const { accessToken } = await tokensOf(services, started)
    return { id: started.user, session: started.id, token: accessToken }
  }
  const link = (user: string, purpose: Parameters<typeof makeLink>[3]) =>
    services.store.system((tx) => makeLink(services, tx, user, purpose))
  return {
    ...api,
    services,
    clock,
    person,
    link,
    team: (slug?: string) => testTeam(services.store, slug),
    instance: () => apiOver(another()),
  }
}

function apiOver(services: Standing, oidc?: Oidc) {
  const faults: unknown[] = []
  const app = new OpenAPIHono<ApiEnv>()
  app.onError((thrown, c) => {
    const { status, body } = errorAnswer(thrown, c.get('requestId'), services.now())
    if (status === 500) faults.push(thrown)
    return c.json(body, status, errorHeaders(body))
  })
  app.use(requestId())
  app.use('/api/*', identifyCaller(services, trustedProxies(['127.0.0.1'])))
  for (const routes of [authRoutes, meRoutes, userRoutes, teamRoutes, memberRoutes, keyRoutes]) {
    app.route('/api', routes(services))
  }
  app.route('/api', oidcRoutes(services, oidc))
  const ask = async (
    method: string,
    path: string,
    { token, cookie, body, headers = {}, ip = '192.0.2.1' }: Asked = {},
  ): Promise<Answer> => {
    const answer = await app.request(
      `http://localhost:4600/api${path}`,
      {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          'x-forwarded-for': ip,
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
    )
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers }
  }
  return { app, ask, faults }
}

export interface Asked {
  readonly token?: string | undefined
  readonly cookie?: string | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly ip?: string
}
