import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { describe, expect, test } from 'vitest'
import { testApi } from '../../test/api.ts'
import { engines } from '../../test/store.ts'
import { type Action, actionNames, actions, administered, includes, roles, scopes } from '../auth/permissions.ts'
import { insertKey } from '../services/keys/create-key.ts'
import type { ApiEnv } from './caller.ts'
import { assertPermissions, type Need, permission } from './permission.ts'

const responses = { 200: { description: 'done', content: { 'text/plain': { schema: z.string() } } } }

test('a route that does not say who may use it fails before anything is served', () => {
  const app = new OpenAPIHono<ApiEnv>()
  const said = createRoute({ method: 'get', path: '/said/{id}', ...permission('team.read'), responses })
  app.route(
    '/api',
    new OpenAPIHono<ApiEnv>().openapi(said, (c) => c.text('')),
  )
  app.use('/api/*', (_c, next) => next())
  app.get('/healthz', (c) => c.text(''))
  assertPermissions(app, new Set())

  const silent = createRoute({ method: 'post', path: '/silent', responses })
  app.route(
    '/api',
    new OpenAPIHono<ApiEnv>().openapi(silent, (c) => c.text('')),
  )
  expect(() => assertPermissions(app, new Set())).toThrow('POST /api/silent')
  const odd = createRoute({ method: 'get', path: '/odd', 'x-permission': 'datasets.raed', responses })
  app.route(
    '/api',
    new OpenAPIHono<ApiEnv>().openapi(odd, (c) => c.text('')),
  )
  app.get('/api/undescribed', (c) => c.text(''))
  expect(() => assertPermissions(app, new Set(['POST /api/silent']))).toThrow(/GET \/api\/odd, GET \/api\/undescribed/)
})

/** What a request to each route holds, where its parameters are not enough to get past its parser. */
const bodies: Readonly<Record<string, (team: string) => unknown>> = {
  'POST /api/teams': () => ({ slug: `made-${Math.random().toString(36).slice(2)}`, name: 'Made' }),
  'PATCH /api/teams/{team}': () => ({ name: 'Changed' }),
  'POST /api/teams/{team}/members': () => ({ email: `${crypto.randomUUID()}@example.org`, role: 'read' }),
  'PATCH /api/teams/{team}/members/{user}': () => ({ role: 'read' }),
  'POST /api/users': () => ({ email: `${crypto.randomUUID()}@example.org`, name: 'X' }),
  'PATCH /api/users/{user}': () => ({ name: 'Y' }),
  'POST /api/users/{user}/link': () => undefined,
  'POST /api/keys': (team) => ({ team, name: 'K', scopes: ['team.read'] }),
  'POST /api/keys/{key}/rotate': () => ({}),
  'PATCH /api/me': () => ({ name: 'Z' }),
  'POST /api/auth/sessions': () => ({ email: 'x@example.org', password: 'x' }),
  'POST /api/auth/sessions/current/refresh': () => ({}),
  'POST /api/auth/link': () => ({ link: 'x' }),
}

describe.each(engines)('every route for every kind of caller on %s', async (engine) => {
  const api = await testApi(engine, 'matrix')
  const { ask, services } = api
  const [team, foreign] = [await api.team(), await api.team()]
  const admin = await api.person({ [team]: 'admin' })

  const keyWith = async (team: string, granted: readonly Action[]) => {
    const { id: createdBy } = admin
    return services.store.system((tx) =>
      insertKey(services, tx, { name: 'k', scopes: granted, days: 9, team, createdBy }),
    )
  }
  const routes = api.app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' ? [definition.route] : [],
  )

  test('every route says who may use it', () => {
    assertPermissions(api.app, new Set())
    expect(routes.length).toBeGreaterThan(20)
  })

  test.each(
    routes.map(({ method, path, 'x-permission': need }) => [method.toUpperCase(), path, need as Need] as const),
  )('%s %s (%s)', async (method, path, need) => {
    const tried = async (token: string | undefined) => {
      // Of the team that is attacked, made anew for each try: what one deletes, the next one finds.
      const member = await api.person({ [team]: 'read' })
      const { key } = await keyWith(team, ['team.read'])
      const at = path
        .slice(4)
        .replace('{team}', team)
        .replace('{user}', member.id)
        .replace('{key}', key.id)
        .replace('{session}', 'current')
      const query = path === '/api/keys' && method === 'GET' ? `?team=${team}` : ''
      const body = bodies[`${method} ${path}`]?.(team)
      if (method === 'POST' || method === 'PATCH') expect(bodies).toHaveProperty([`${method} ${path}`])
      const answer = await ask(method, at + query, { token, body })
      return answer.status < 300 ? 'done' : answer.body.errorCode
    }
    const anybody = need === 'anyone'
    expect(await tried(undefined), 'nobody').toSatisfy((code) =>
      anybody ? code !== 'FORBIDDEN' : code === 'UNAUTHENTICATED',
    )
    if (need === 'anyone' || need === 'someone') return
    const ofTeam = actions[need] !== 'system'
    for (const role of roles) {
      const may = ofTeam && includes(role, need)
      expect(await tried((await api.person({ [team]: role })).token), role).toBe(may ? 'done' : 'FORBIDDEN')
      const stranger = await api.person({ [foreign]: role })
      expect(await tried(stranger.token), `${role} of another team`).toBe(ofTeam ? 'NOT_FOUND' : 'FORBIDDEN')
    }
    const boss = await api.person({}, { isSystemAdmin: true })
    const bossMay = !ofTeam || administered.has(need)
    // A key is found by its id alone, and to whoever has no business with it it is not there.
    const refused = path.includes('{key}') ? 'NOT_FOUND' : 'FORBIDDEN'
    expect(await tried(boss.token), 'system administrator').toBe(bossMay ? 'done' : refused)

    const others = actionNames().filter((action) => action !== need)
    expect(await tried((await keyWith(team, [need])).text), 'a key with the scope').toBe(
      scopes.includes(need) ? 'done' : 'FORBIDDEN',
    )
    expect(await tried((await keyWith(team, others)).text), 'a key with all other scopes').toBe('FORBIDDEN')
    const far = await tried((await keyWith(foreign, actionNames())).text)
    expect(far, 'a key of another team').toBe(ofTeam ? 'NOT_FOUND' : 'FORBIDDEN')
  })

  test('nothing of this was a fault of the server', () => {
    expect(api.faults).toEqual([])
  })
})
