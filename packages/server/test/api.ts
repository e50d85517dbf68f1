import { OpenAPIHono } from '@hono/zod-openapi'
import { trustedProxies } from '../src/auth/client-network.ts'
import type { Oidc } from '../src/auth/oidc.ts'
import { errorAnswer } from '../src/errors/error-body.ts'
import { errorHeaders } from '../src/errors/error-headers.ts'
import { aroundRequests } from '../src/routes/around-requests.ts'
import { authRoutes } from '../src/routes/auth.ts'
import { type ApiEnv, identifyCaller } from '../src/routes/caller.ts'
import { keyRoutes } from '../src/routes/keys.ts'
import { meRoutes } from '../src/routes/me.ts'
import { memberRoutes } from '../src/routes/members.ts'
import { oidcRoutes } from '../src/routes/oidc.ts'
import { teamRoutes } from '../src/routes/teams.ts'
import { userRoutes } from '../src/routes/users.ts'
import type { Store } from '../src/store/store.ts'
import { asker } from './ask.ts'
import { personsOf } from './persons.ts'
import { testAuth } from './services.ts'

type Standing = Omit<Awaited<ReturnType<typeof testAuth>>, 'clock' | 'instance' | 'config'>

/** What signing in is about, over a real store. `instance()` is a second server over the same one. */
export async function testApi(engine: Store['engine'], name?: string, oidc?: Oidc) {
  const { clock, instance: another, ...services } = await testAuth(engine, name)
  const api = apiOver(services, oidc)
  return { ...api, services, clock, ...personsOf(services), instance: (oidc?: Oidc) => apiOver(another(), oidc) }
}

function apiOver(services: Standing, oidc?: Oidc) {
  const faults: unknown[] = []
  const app = new OpenAPIHono<ApiEnv>()
  app.onError((thrown, c) => {
    const { status, body } = errorAnswer(thrown, c.env.asked.requestId, services.now())
    if (status === 500) faults.push(thrown)
    return c.json(body, status, errorHeaders(body))
  })
  aroundRequests(app, {})
  app.use('/api/*', identifyCaller(services, trustedProxies(['127.0.0.1'])))
  for (const routes of [authRoutes, meRoutes, userRoutes, teamRoutes, memberRoutes, keyRoutes]) {
    app.route('/api', routes(services))
  }
  app.route('/api', oidcRoutes(services, oidc))
  return { app, ask: asker(app), faults }
}
