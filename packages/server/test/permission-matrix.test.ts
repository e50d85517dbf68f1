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
import { isAbove } from './above.ts'
import { people } from './app.ts'
import { connectorsConfig, fileConnector } from './connectors.ts'
import { type Endpoint, endpointsOf } from './endpoints.ts'
import { ended as cloneEnded, environmentsConfig, shopEnvironments } from './environments.ts'
import { until } from './jobs.ts'
import { bodies, ownQueries, queries, rows, unique } from './requests.ts'
import { testServer } from './server.ts'
import { fillShop } from './shop.ts'
import { engines } from './store.ts'

// Every endpoint of the app that is served, for every kind of caller. Whoever adds one declares its permission, or no
// server starts; what a request to it must hold beside what its schema says, and how a right one ends where it does not
// end well, stands in the tables below. Who may is decided above the store: on Postgres each endpoint is asked by one of
// each sort, and by all of them in full.

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
  // The check did not ask for it.
  'GET /api/teams/{team}/quality/runs/{run}/fidelity': 'NOT_FOUND',
  'GET /api/teams/{team}/quality/runs/{run}/fidelity/report': 'NOT_FOUND',
  // What it is about is a plan alone, which took nothing's place.
  'POST /api/clone/{clone}/cancel': 'CONFLICT',
  'POST /api/clone/{clone}/rollback': 'UNCONFIRMED',
  'POST /api/environments/{environment}/reset': 'UNCONFIRMED',
  'POST /api/schema/apply': 'UNCONFIRMED',
  'POST /api/teams/{team}/jobs/{job}/cancel': 'CONFLICT',
  'POST /api/teams/{team}/refreshes/{refresh}/cancel': 'CONFLICT',
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
  'GET /api/teams/{team}/overview': ['datasets.read', 'jobs.read'],
  'GET /api/teams/{team}/datasets/{dataset}/quality/suggestions': ['datasets.read'],
  'POST /api/teams/{team}/datasets/{dataset}/profile': ['datasets.read'],
  'POST /api/teams/{team}/quality/validate': ['quality.read'],
  'POST /api/clone': ['jobs.start'],
  'POST /api/clone/{clone}/cancel': ['jobs.cancel'],
  'POST /api/clone/{clone}/rollback': ['jobs.start'],
  'POST /api/environments/{environment}/reset': ['jobs.start'],
  'POST /api/validate/{environment}': ['jobs.start'],
  'POST /api/test/{environment}': ['jobs.start'],
  'POST /api/schema/apply': ['jobs.start'],
  'POST /api/anonymization/policies/scan': ['jobs.start'],
  'POST /api/teams/{team}/connectors/{connector}/import': ['jobs.start', 'datasets.write'],
  'POST /api/teams/{team}/connectors/{connector}/export': ['jobs.start', 'datasets.read'],
  'POST /api/teams/{team}/schedules': ['jobs.start', 'datasets.write'],
  'PATCH /api/teams/{team}/schedules/{schedule}': ['jobs.start', 'datasets.write'],
  'POST /api/teams/{team}/schedules/{schedule}/run': ['jobs.start', 'datasets.write'],
  'POST /api/teams/{team}/schedules/{schedule}/resume': ['jobs.start', 'datasets.write'],
  'POST /api/teams/{team}/schedules/{schedule}/backfill': ['jobs.start', 'datasets.write'],
}

describe.each(engines)('every endpoint for every kind of caller on %s', async (engine) => {
  const isWhole = isAbove(engine)
  const asking = isWhole ? roles : roles.filter((role) => role === 'admin')
  const server = await testServer(engine, {
    name: 'matrix',
    config: {
      webhooks: { networks: ['127.0.0.1'], http: true },
      ...(await environmentsConfig()),
      ...(await connectorsConfig()),
    },
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
  const strangers = Object.fromEntries(
    await Promise.all(roles.map(async (role) => [role, await person({ [foreign]: role })] as const)),
  )
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
  const shop = shopEnvironments(server, 'sqlite', { team }).then(async (made) => {
    await fillShop(made.copy.url, 3)
    return made
  })
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
    schedule: async () => {
      const recurrence = { frequency: 'weekly', timeOfDay: '06:00', timezone: 'Europe/Berlin' }
      return (await asAdmin('POST', `/teams/${team}/schedules`, { name: unique(), recurrence })).body.id
    },
    scheduleRun: async (token) =>
      (await asAdmin('POST', `/teams/${team}/schedules/${await thing('schedule', token)}/run`)).body.id,
    /** One that was published. */
    refresh: async () => {
      await finished
      await ended((await asAdmin('POST', `/teams/${team}/datasets/finished/refresh`, {})).body)
      return (await asAdmin('GET', `/teams/${team}/refreshes?dataset=finished`)).body.refreshes[0].id
    },
    source: async () => (await shop).live.id,
    connector: async () => {
      await finished
      const post = async (path: string, body: object) => (await asAdmin('POST', `/teams/${team}${path}`, body)).body
      return fileConnector(server, team, post, { name: unique() })
    },
    transfer: async (token) => {
      const at = `/teams/${team}/connectors/${await thing('connector', token)}/import`
      await ended((await asAdmin('POST', at, { dataset: unique(), objects: [{ name: 'rows.csv' }] })).body)
      return (await asAdmin('GET', `/teams/${team}/transfers`)).body.transfers[0].id
    },
    environment: async () => {
      const { asBoss, copy, suffix } = await shop
      const name = `env-${unique()}`
      const probes = [{ kind: 'sql', name: 'one', query: 'select 1 as one', expect: { rows: 1 } }]
      const suites = { kind: 'test-suites', version: 1, suites: [{ name: suffix, probes }] }
      const about = { name, type: 'test', databaseUrl: copy.url, suites }
      const { id } = await asBoss('POST', '/environments', about)
      await asBoss('PUT', `/environments/${id}/grants/${team}`, { level: 'admin' })
      return id
    },
    policy: async () =>
      (
        await asAdmin(
          'POST',
          `/anonymization/policies?team=${team}`,
          bodies['POST /api/anonymization/policies']!({ team, receiver }),
        )
      ).body.id,
    clone: async (token) => {
      const [source, environment, policy] = [
        await things.source!(token),
        await thing('environment', token),
        await things.policy!(token),
      ]
      const body = bodies['POST /api/clone']!({ team, receiver, source, environment, policy })
      const { id } = (await asAdmin('POST', `/clone?team=${team}`, body)).body
      return (await cloneEnded(server, admin.token, id)).id
    },
    notification: async () => {
      const tells = [{ types: ['refresh.failed'] }]
      return (await asAdmin('POST', `/teams/${team}/notifications`, { address: `${unique()}@example.org`, tells })).body
        .id
    },
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
      const its = ownQueries[`${method} ${path}`]?.[name]
      if (its !== undefined) asked.set(name, its)
      else if (name === 'team') asked.set(name, at)
      else if (queries[name] === undefined) continue
      else if (!path.endsWith('/quality/compare')) asked.set(name, queries[name])
      else asked.set(name, at === team ? await thing('run', token) : randomUUID())
    }
    const dataset = path.includes('quality') && at === team ? await thing('checked', token) : randomUUID()
    const isAbout = at === team && /clone|schema|polic/.test(path)
    const about = async (name: string) => (isAbout ? await thing(name, token) : randomUUID())
    const others = {
      environment: await about('environment'),
      source: await about('source'),
      policy: await about('policy'),
    }
    const json = {
      ...(body as object | undefined),
      ...bodies[`${method} ${path}`]?.({ team: at, receiver, dataset, ...others }),
    }
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
      for (const role of asking) {
        const may = needed.every((action) => ofTeam && includes(role, action))
        expect(await as(members[role]!.token), role).toBe(may ? done : 'FORBIDDEN')
      }
      // A thing that is found by its id alone is not there for whoever has no business with it.
      const far = ofTeam ? 'NOT_FOUND' : 'FORBIDDEN'
      for (const role of asking) expect(await as(strangers[role]!.token), `${role} elsewhere`).toBe(far)
      const bossMay = !ofTeam || needed.every((action) => administered.has(action))
      const bossRefused = path.includes('{key}') ? 'NOT_FOUND' : 'FORBIDDEN'
      expect(await as(boss.token), 'system administrator').toBe(bossMay ? done : bossRefused)
      if (!isWhole) return
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
