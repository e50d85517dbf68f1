import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ProductionTestDataManager } from '@understudy/sdk'
import { afterAll, describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { environmentsConfig, jobEnded, shopEnvironments, waive } from '../../test/environments.ts'
import { testServer } from '../../test/server.ts'
import { fillShop, shopPolicy } from '../../test/shop.ts'
import { watchHealth } from '../services/environments/watch-health.ts'

const shop = createServer((request, response) => {
  const { url = '', headers } = request
  if (url === '/away') return void response.writeHead(302, { location: 'http://10.0.0.1/' }).end()
  response.writeHead(headers.authorization === 'Bearer sesame' ? 200 : 401, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ shop: 'open' }))
}).listen(0, '127.0.0.1')
await once(shop, 'listening')
afterAll(() => void shop.close())
const baseUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`

describe.each(enginesAbove)('checks of environments on %s', async (engine) => {
  const server = await testServer(engine, { name: 'environment-checks', config: await environmentsConfig() })
  const { ask, person, services } = server
  const team = await server.team()
  const { token } = await person({ [team]: 'admin' })
  const { live, copy, asBoss } = await shopEnvironments(server, engine, { team })
  await fillShop(copy.url, 10)
  await server.work()
  const send = (method: string, path: string, body?: unknown) => ask(method, path, { token, body })
  const done = async (path: string, body: object) => {
    const { body: job, status } = await send('POST', path, body)
    expect(status, JSON.stringify(job)).toBe(202)
    return jobEnded(server, token, team, job.id)
  }

  test('what holds together is valid, and what was no clone is none', async () => {
    const { result, error } = await done(`/validate/${copy.id}`, {})
    expect(error).toBe(null)
    expect(result).toMatchObject({ valid: true, failed: 0 })
    await send('POST', '/anonymization/policies', { name: 'shop', policy: shopPolicy(engine) })
    // Ten people of fifty, by their own names.
    await asBoss('PUT', `/environments/${live.id}`, { type: 'training' })
    const held = await done(`/validate/${copy.id}`, { source: live.id, policy: 'shop', waive })
    expect(held.error).toBe(null)
    expect(held.result.valid).toBe(false)
    const { body } = await send('GET', `/validate/${copy.id}`)
    expect(body.runs).toHaveLength(2)
    expect(body.runs[0]).toMatchObject({ passed: false })
    expect(body.runs[0].report.checks.map(({ outcome }: { outcome: string }) => outcome)).toContain('failed')
    expect(JSON.stringify(body)).not.toContain('real.example')
    await asBoss('PUT', `/environments/${live.id}`, { type: 'production' })
  })

  test('health is what was seen last; where it changes, teams are told, and what is wrong is one incident until it is right', async () => {
    expect((await send('GET', `/health/${copy.id}`)).body).toMatchObject({ report: null, history: [], incidents: [] })
    expect((await send('POST', `/health/${copy.id}`)).body).toMatchObject({ status: 'healthy' })
    const away = engine === 'postgres' ? 'postgres://me@127.0.0.1:9/shop' : 'sqlite:nothing-there.db'
    await asBoss('PUT', `/environments/${copy.id}`, { databaseUrl: away })
    expect((await send('POST', `/health/${copy.id}`)).body).toMatchObject({ status: 'unhealthy' })
    expect((await send('POST', `/health/${copy.id}`)).body).toMatchObject({ status: 'unhealthy' })
    const { body: wrong } = await send('GET', `/health/${copy.id}`)
    expect(wrong.report.checks[0]).toMatchObject({ name: 'it can be connected to', outcome: 'failed' })
    expect(wrong.incidents).toMatchObject([{ health: 'unhealthy', times: 2, resolvedAt: null }])
    await asBoss('PUT', `/environments/${copy.id}`, { databaseUrl: copy.url })
    expect((await send('POST', `/health/${copy.id}`)).body).toMatchObject({ status: 'healthy' })
    const { body: right } = await send('GET', `/health/${copy.id}`)
    // Where folders of the server are is nobody's business.
    for (const told of [wrong, right]) expect(JSON.stringify(told)).not.toContain(server.config.environments.files)
    expect(right.incidents).toHaveLength(1)
    expect(right.incidents[0].resolvedAt).not.toBe(null)
    expect(right.history.map(({ status }: { status: string }) => status)).toEqual([
      'healthy',
      'unhealthy',
      'unhealthy',
      'healthy',
    ])
    const told = await services.store.readTeam(team, (db) =>
      db.selectFrom('events').select('data').where('type', '=', 'environment.health').orderBy('position').execute(),
    )
    expect(told.map(({ data }) => JSON.parse(data).status)).toEqual(['unhealthy', 'healthy'])
    expect((await send('GET', `/environments/${copy.id}`)).body).toMatchObject({ health: 'healthy' })
  })

  test('what is watched is looked at when its time has come, and production is told and recorded', async () => {
    const failures: unknown[] = []
    const look = () =>
      watchHealth(services, new AbortController().signal, (_name, thrown) => void failures.push(thrown))
    await look()
    expect((await send('GET', `/health/${live.id}`)).body.history).toEqual([])
    await asBoss('PUT', `/environments/${live.id}`, { watchSeconds: 60 })
    await look()
    await look()
    expect((await send('GET', `/health/${live.id}`)).body.history).toHaveLength(1)
    server.clock.pass(61)
    await look()
    expect((await send('GET', `/health/${live.id}`)).body.history).toHaveLength(2)
    await asBoss('PUT', `/environments/${live.id}`, { watchSeconds: null })
    const trail = await asBoss('GET', '/system/audit')
    expect(
      trail.entries.filter(
        ({ action, requestId }: Record<string, unknown>) =>
          requestId === 'health-watch' && action === 'environment.source-opened',
      ),
    ).toHaveLength(2)
    expect(failures).toEqual([])
  })

  test('probes by SQL and HTTP say whether it works, and what they write is gone', async () => {
    const table = engine === 'postgres' ? 'public.orders' : 'orders'
    const suites = {
      kind: 'test-suites',
      version: 1,
      suites: [
        {
          name: 'shop',
          probes: [
            {
              kind: 'sql',
              name: 'there are customers',
              query: 'select count(*) as n from customers',
              expect: { first: { n: 10 } },
            },
            {
              kind: 'sql',
              name: 'there are none',
              query: 'select count(*) as n from customers',
              expect: { first: { n: 0 } },
            },
            {
              kind: 'http',
              name: 'the shop is open',
              url: '/',
              headers: { authorization: 'Bearer {{token}}' },
              expect: { status: 200, json: { '/shop': 'open' } },
            },
            { kind: 'http', name: 'nobody is led elsewhere', url: '/away', expect: { status: 302 } },
            { kind: 'http', name: 'nobody is asked inside', url: 'http://10.0.0.1/', expect: { status: 200 } },
          ],
        },
      ],
    }
    expect((await send('POST', `/test/${copy.id}`, {})).body.errorCode).toBe('CONFLICT')
    const secrets = { baseUrl, token: 'sesame' }
    await asBoss('PUT', `/environments/${copy.id}`, { suites, secrets })
    const { result, error } = await done(`/test/${copy.id}`, {})
    expect(error).toBe(null)
    expect(result).toMatchObject({ passed: 3, failed: 2, skipped: 0 })
    const { body } = await send('GET', `/test/${copy.id}`)
    expect(body.runs[0].report.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'passed',
      'failed',
      'passed',
      'passed',
      'failed',
    ])
    expect(JSON.stringify(body)).not.toContain('sesame')
    const crud = { ...suites, suites: [{ name: 'own', probes: [{ kind: 'crud', name: 'orders', table }] }] }
    const own = await done(`/test/${copy.id}`, { suites: crud })
    expect(own.result).toMatchObject({ passed: 1, failed: 0 })
    // Production is read: nothing that would write is tried.
    expect((await done(`/test/${live.id}`, { suites: crud })).result).toMatchObject({ skipped: 1 })
    expect((await send('POST', `/test/${copy.id}`, { suites: { kind: 'x' } })).body.errorCode).toBe(
      'TEST_SUITES_INVALID',
    )
  })

  test('the test data API of an application answers below the same path elsewhere, and never here', async () => {
    const paths = server.app.openAPIRegistry.definitions.flatMap((one) => (one.type === 'route' ? [one.route] : []))
    const below = paths.filter(({ path }) => path.startsWith('/api/test'))
    expect(below.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'get /api/test/{environment}',
      'post /api/test/{environment}',
    ])
    // Environments that are called as the operations of that API are.
    for (const name of ['cleanup', 'verify-access']) {
      const { id } = await asBoss('POST', '/environments', { name, type: 'test', databaseUrl: copy.url })
      await asBoss('PUT', `/environments/${id}/grants/${team}`, { level: 'admin' })
    }
    const heard: string[] = []
    const manager = new ProductionTestDataManager({
      baseUrl: 'http://127.0.0.1:4600',
      secret: { id: 'ci', key: randomBytes(32).toString('base64') },
      retries: 0,
      sweep: false,
      fetch: async (request) => {
        const asked = new Request(request)
        heard.push(new URL(asked.url).pathname)
        return server.app.request(asked)
      },
    })
    await expect(manager.initialize()).rejects.toThrow()
    await manager.cleanup().catch(() => {})
    expect(heard).toContain('/api/test/verify-access')
    // What it is signed with opens nothing here: no job was started, in whichever team.
    const { body } = await send('GET', `/teams/${team}/jobs?kind=environment-test&limit=200`)
    expect(body.jobs.every(({ createdBy }: { createdBy: string }) => createdBy.startsWith('user:'))).toBe(true)
    expect(server.faults).toEqual([])
  })
})
