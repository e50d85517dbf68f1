import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  type Action,
  actionNames,
  actions,
  administered,
  includes,
  roles,
  scopes,
  whileArchived,
} from '../src/auth/permissions.ts'
import { errorBodySchema } from '../src/errors/error-body.ts'
import { insertKey } from '../src/services/keys/create-key.ts'
import { people } from './app.ts'
import { type Endpoint, endpointsOf } from './endpoints.ts'
import { until } from './jobs.ts'
import { bodies, queries, rows, unique } from './requests.ts'
import { testServer } from './server.ts'
import { engines } from './store.ts'

// Every endpoint of the app that is served, for every kind of caller. Whoever adds one declares its permission, or no
// server starts; what a request to it must hold beside what its schema says, and how a right one ends where it does not
// end well, stands in the tables below.

/** How a request ends that may be made and cannot succeed here. */
const ends: Readonly<Record<string, string>> = {
  'POST /api/auth/sessions': 'SIGN_IN_FAILED',
  'POST /api/auth/sessions/current/refresh': 'SESSION_ENDED',
  'POST /api/auth/link': 'LINK_USELESS',
  'GET /api/auth/oidc': 'NOT_FOUND',
  'GET /api/auth/oidc/callback': 'NOT_FOUND',
  // It is asked for by another name than the team's, or it would be gone for the next.
  'DELETE /api/teams/{team}': 'CONFLICT',
  'POST /api/teams/{team}/datasets/{dataset}/refresh': 'NOT_REFRESHABLE',
  'POST /api/teams/{team}/jobs/{job}/cancel': 'CONFLICT',
  'POST /api/teams/{team}/jobs/{job}/retry': 'CONFLICT',
}
/** The same, of a key: what reaches into another team, or is for people. */
const keyEnds: Readonly<Record<string, string>> = {
  'POST /api/teams/{team}/datasets/{dataset}/distribute': 'NOT_FOUND',
}
/** What an endpoint needs beside what it declares. */
const alsoNeeds: Readonly<Record<string, readonly Action[]>> = {
  'POST /api/teams/{team}/generate': ['datasets.write'],
  'POST /api/teams/{team}/refresh': ['datasets.write'],
  'POST /api/teams/{team}/datasets/{dataset}/refresh': ['datasets.write'],
  'GET /api/teams/{team}/environment': ['members.read'],
  'GET /api/teams/{team}/datasets/{dataset}/quality/suggestions': ['datasets.read'],
  'POST /api/teams/{team}/datasets/{dataset}/profile': ['datasets.read'],
  'POST /api/teams/{team}/quality/validate': ['quality.read'],
}

describe.each(engines)('every endpoint for every kind of caller on %s', async (engine) => {
  const server = await testServer(engine, {
    name: 'matrix',
    config: { webhooks: { networks: ['127.0.0.1'], http: true } },
  })
  const { services, person, key, ask } = server
  const [team, receiver, foreign, archived] = [
    await server.team(),
    await server.team(),
    await server.team(),
    await server.team(),
  ]
  const endpoints = endpointsOf(server.app)
  await server.work()

  const members = Object.fromEntries(
    await Promise.all(
      roles.map(async (role) => [role, await person({ [team]: role, [receiver]: 'admin', [archived]: role })] as const),
    ),
  )
  const admin = members.admin!
  const strangers = await Promise.all(roles.map((role) => person({ [foreign]: role })))
  const boss = await person({}, { isSystemAdmin: true })
  const asAdmin = (method: string, path: string, body?: unknown) => ask(method, path, { token: admin.token, body })
  await asAdmin('PATCH', `/teams/${archived}`, { status: 'archived' })

  const ended = ({ id }: { readonly id: string }) =>
    until(async () => {
      const { body } = await asAdmin('GET', `/teams/${team}/jobs/${id}`)
      return body.status === 'completed' && body
    })
  const finished = asAdmin('POST', `/teams/${team}/generate`, { dataset: 'finished', schema: people, rows: 1 })
    .then(({ body }) => ended(body))
    .then(({ id }) => String(id))
  async function breakRules(dataset: string): Promise<void> {
    const rule = { type: 'rowCount', id: 'rows', entity: 'rows', min: 1000, severity: 'critical' }
    const rules = { kind: 'understudy.quality-rules', version: 1, completenessRules: [rule] }
    const put = await asAdmin('PUT', `/teams/${team}/datasets/${dataset}/quality/rules`, { rules })
    expect(put.status).toBe(200)
  }

  /** What a path names. One serves until an endpoint has taken it away; a lease is the caller's own. */
  const things: Readonly<Record<string, (token: string | undefined) => Promise<string>>> = {
    team: async () => team,
    user: async () => (await person({ [team]: 'read' })).id,
    session: async () => 'current',
    key: () =>
      services.store.system(async (tx) => {
        const input = { name: 'k', scopes: ['team.read'] as const, days: 9, team, createdBy: 'system' }
        return (await insertKey(services, tx, input)).key.id
      }),
    dataset: async () => {
      const name = unique()
      await asAdmin('POST', `/teams/${team}/datasets`, { name })
      const uploaded = await server.app.request(`/api/teams/${team}/datasets/${name}/versions?primaryKey=id`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin.token}` },
        body: rows,
      })
      expect(uploaded.status).toBe(201)
      return name
    },
    /** One with rules that it breaks. */
    checked: async (token) => {
      const name = await things.dataset!(token)
      await ended((await asAdmin('POST', `/teams/${team}/datasets/${name}/profile`, {})).body)
      await breakRules(name)
      return name
    },
    run: async (token) => {
      const dataset = await thing('checked', token)
      const { result } = await ended((await asAdmin('POST', `/teams/${team}/quality/validate`, { dataset })).body)
      return result.run
    },
    incident: async (token) => {
      await breakRules(await thing('checked', token))
      await things.run!(token)
      return (await asAdmin('GET', `/teams/${team}/quality/incidents`)).body.incidents[0].id
    },
    version: async () => '1',
    lease: async (token) => {
      const take = `/teams/${team}/datasets/${await things.dataset!(token)}/lease`
      const own = await ask('POST', take, { token, body: { holder: 'x' } })
      return own.status === 201 ? own.body.id : (await asAdmin('POST', take, { holder: 'x' })).body.id
    },
    job: () => finished,
    webhook: async () =>
      (await asAdmin('POST', `/teams/${team}/webhooks`, { url: 'http://127.0.0.1:9/', types: [] })).body.id,
    delivery: async () => {
      const webhook = `/teams/${team}/webhooks/${await thing('webhook', undefined)}`
      await asAdmin('POST', `${webhook}/test`)
      return until(async () => (await asAdmin('GET', `${webhook}/deliveries`)).body.deliveries[0]?.id)
    },
  }
  const made = new Map<string, Promise<string>>()
  function thing(name: string, token: string | undefined): Promise<string> {
    const make = things[name]
    if (make === undefined) throw new Error(`say in the table of things what {${name}} is`)
    const id = name === 'lease' ? `${name} ${token}` : name
    const found = made.get(id) ?? make(token)
    made.set(id, found)
    return found
  }

  async function named(name: string, { method, path }: Endpoint, token: string | undefined, at: string) {
    // That of a team that is made by it.
    if (name === 'team') return `${method} ${path}` === 'POST /api/teams/{team}/environment' ? `made-${unique()}` : at
    if (at !== team && name !== 'version') return randomUUID()
    return thing(name === 'dataset' && /quality|profile/.test(path) ? 'checked' : name, token)
  }

  async function tried(endpoint: Endpoint, token: string | undefined, at: string) {
    const { method, path, params, query, body, takesBytes } = endpoint
    let filled = path
    for (const name of params) {
      filled = filled.replace(`{${name}}`, await named(name, endpoint, token, at))
    }
    const asked = new URLSearchParams()
    for (const name of query) {
      if (name === 'team') asked.set(name, at)
      else if (queries[name] === undefined) continue
      else if (!path.endsWith('/quality/compare')) asked.set(name, queries[name])
      else asked.set(name, at === team ? await thing('run', token) : randomUUID())
    }
    const dataset = path.includes('quality') && at === team ? await thing('checked', token) : randomUUID()
    const json = { ...(body as object | undefined), ...bodies[`${method} ${path}`]?.({ team: at, receiver, dataset }) }
    const answer = await server.app.request(`http://localhost:4600${filled}?${asked}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        'content-type': takesBytes ? 'application/octet-stream' : 'application/json',
      },
      ...(takesBytes ? { body: rows } : body === undefined ? {} : { body: JSON.stringify(json) }),
    })
    if (answer.status >= 400) return errorBodySchema.parse(await answer.json()).errorCode
    await answer.body?.cancel()
    if (method === 'DELETE' || path.endsWith('/resolve')) made.clear()
    return 'done'
  }

  test.each(endpoints.map((endpoint) => [endpoint.method, endpoint.path, endpoint.need, endpoint] as const))(
    '%s %s (%s)',
    async (method, path, need, endpoint) => {
      const done = ends[`${method} ${path}`] ?? 'done'
      const byKey = keyEnds[`${method} ${path}`] ?? done
      const as = (token: string | undefined) => tried(endpoint, token, team)
      expect(await as(undefined), 'nobody').toBe(need === 'anyone' ? done : 'UNAUTHENTICATED')
      if (need === 'anyone') return
      if (need === 'someone') {
        expect(await as((await person({ [team]: 'read' })).token), 'a member').toBe(done)
        return
      }
      const needed = [need, ...(alsoNeeds[`${method} ${path}`] ?? [])]
      const ofTeam = actions[need] !== 'system'
      for (const role of roles) {
        const may = needed.every((action) => ofTeam && includes(role, action))
        expect(await as(members[role]!.token), role).toBe(may ? done : 'FORBIDDEN')
      }
      // A thing that is found by its id alone is not there for whoever has no business with it.
      const far = ofTeam ? 'NOT_FOUND' : 'FORBIDDEN'
      for (const [i, role] of roles.entries()) expect(await as(strangers[i]!.token), `${role} elsewhere`).toBe(far)
      const bossMay = !ofTeam || needed.every((action) => administered.has(action))
      const bossRefused = path.includes('{key}') ? 'NOT_FOUND' : 'FORBIDDEN'
      expect(await as(boss.token), 'system administrator').toBe(bossMay ? done : bossRefused)
      const keyMay = needed.every((action) => scopes.includes(action))
      expect(await as(await key(team, needed)), 'a key with its scopes').toBe(keyMay ? byKey : 'FORBIDDEN')
      for (const missing of needed) {
        const others = actionNames().filter((action) => action !== missing)
        expect(await as(await key(team, others)), `a key with all but ${missing}`).toBe('FORBIDDEN')
      }
      expect(await as(await key(foreign, actionNames())), 'a key elsewhere').toBe(far)
      if (!ofTeam || !path.includes('{team}')) return
      const stopped = needed.some((action) => !whileArchived.has(action))
      const inArchived = await tried(endpoint, admin.token, archived)
      if (stopped) expect(inArchived, 'while archived').toBe('CONFLICT')
      else expect(inArchived, 'while archived').not.toBe('CONFLICT')
    },
    120_000,
  )

  test('nothing of this was a fault of the server', () => {
    expect(endpoints.length).toBeGreaterThan(60)
    expect(server.faults).toEqual([])
  })
})
