import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { get } from 'node:https'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { enginesAbove } from '../test/above.ts'
import { people, posted } from '../test/app.ts'
import { testCertificate } from '../test/certificate.ts'
import { testFolder } from '../test/folder.ts'
import { until } from '../test/jobs.ts'
import { testKey, testStoreConfig } from '../test/store.ts'
import { openAdmin } from './admin/open-admin.ts'
import { trustedProxies } from './auth/client-network.ts'
import { refusePlainHttp } from './auth/plain-http.ts'
import type { ConfigInput } from './config.ts'
import { createTeam } from './services/teams/create-team.ts'
import { startServer } from './start-server.ts'

const postgres = await postgresPlace()
const folder = await testFolder('start')
const main = join(folder, 'main')

async function postgresPlace() {
  const place = await testStoreConfig('postgres', 'start', { isNew: true })
  if (place.engine !== 'postgres') throw new Error('a place of another engine was given')
  return place
}

/** A server of a test, over the one folder unless it names another place. */
async function started(config: ConfigInput = {}) {
  const lines: string[] = []
  const place = config.databaseUrl === undefined ? { data: main } : { key: testKey }
  const server = await startServer({ port: 0, ...place, ...config }, { writeLog: (line) => void lines.push(line) })
  onTestFinished(() => server.close())
  return Object.assign(server, { lines })
}

/** Not typed: what a test expects of it, it says itself. */
const parsed = (text: string): ReturnType<typeof JSON.parse> => JSON.parse(text)

/** Where there is a team already, no month is played. */
async function withTeam(config: ConfigInput): Promise<void> {
  await using admin = await openAdmin(config)
  await createTeam(admin.services, admin.call, { slug: 'other', name: 'Other' })
}

/** Signs in by the link that a start gives, as its page does. */
async function signedIn({ url, signIn }: Awaited<ReturnType<typeof started>>) {
  const link = /#\/link\/(.+)$/.exec(signIn?.url ?? '')?.[1]
  const answer = await fetch(`${url}/api/auth/sessions`, posted({ link, tokens: 'body' }))
  expect(answer.status).toBe(201)
  const { accessToken } = parsed(await answer.text())
  return { authorization: `Bearer ${accessToken}` }
}

test('it says where it is, answers there, and is gone after close, which may be called twice', async () => {
  const server = await started()
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({
    status: 'ok',
    checks: { store: 'ok', serving: 'ok' },
  })
  await Promise.all([server.close(), server.close()])
  await server.close()
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed')
})

test.each(enginesAbove)(
  'its first start on %s gives a link to sign in by, good once, and a team to look at',
  async (engine) => {
    const place = engine === 'sqlite' ? { data: join(folder, 'first') } : { databaseUrl: postgres.url }
    const server = await started({ ...place, demo: true })
    expect(server.signIn?.url).toMatch(new RegExp(`^${server.url}/#/link/`))
    const headers = await signedIn(server)
    const again = await fetch(`${server.url}/api/auth/sessions`, posted({ link: server.signIn?.url.split('/').at(-1) }))
    expect(again.status).toBe(401)
    const asked = async (path: string) => parsed(await (await fetch(`${server.url}/api${path}`, { headers })).text())
    const me = await asked('/me')
    expect(me.isSystemAdmin).toBe(true)
    expect(me.teams.map(({ slug, role }: { slug: string; role: string }) => `${slug} ${role}`).sort()).toEqual([
      'billing admin',
      'demo admin',
      'mobile admin',
    ])
    const page = await until(async () => {
      const found = await asked('/teams/demo/datasets/shop/rows?entity=customers&limit=1')
      return found.rows?.length === 1 && found
    })
    expect(page).toMatchObject({ version: expect.any(Number), entity: 'customers' })
    expect(page.version).toBeGreaterThan(4)
    const before = JSON.stringify(await asked('/teams/demo/jobs?limit=200'))
    await server.close()
    // What the first made is there, and is made no second time.
    const next = await started({ ...place, demo: true })
    const found = await fetch(`${next.url}/api/teams/demo/jobs?limit=200`, { headers: await signedIn(next) })
    expect(JSON.stringify(parsed(await found.text()))).toBe(before)
    expect(server.lines.join('') + next.lines.join('')).not.toContain('failed')
  },
  120_000,
)

test('a folder has one server; another that only works may stand beside it, and serves no API', async () => {
  const server = await started()
  await expect(startServer({ port: 0, data: main })).rejects.toMatchObject({
    code: 'STORE_BUSY',
    message: expect.stringContaining('another server'),
  })
  const worker = await started({ role: 'worker' })
  expect(worker.signIn).toBeUndefined()
  expect((await fetch(`${worker.url}/readyz`)).status).toBe(200)
  expect((await fetch(`${worker.url}/api/kinds`)).status).toBe(404)
  await worker.close()
  await server.close()
  await (await started()).close()
})

test('one whose schema a newer version has brought forward is not ready, and takes no work', async () => {
  const data = join(folder, 'overtaken')
  await (await started({ data })).close()
  await withTeam({ data })
  await using admin = await openAdmin({ data })
  const at = new Date().toISOString()
  const newer = { version: '99.0.0', schema: 99, role: 'all', host: 'other', process: 1, started_at: at } as const
  await admin.services.store.system((tx) =>
    tx
      .insertInto('instances')
      .values({ ...newer, id: 'newer', seen_at: at, ended_at: at })
      .execute(),
  )
  const server = await started({ data, demo: true })
  const ready = await fetch(`${server.url}/readyz`)
  expect([ready.status, await ready.json()]).toMatchObject([503, { checks: { store: 'ok', serving: 'failed' } }])
  expect(server.lines.filter((line) => line.includes('"instance.outdated"'))).toHaveLength(1)
  const headers = await signedIn(server)
  const jobs = async () => parsed(await (await fetch(`${server.url}/api/teams/demo/jobs`, { headers })).text()).jobs
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(await jobs()).toMatchObject([{ status: 'pending' }])
})

test('on Postgres one process serves and another works, and who serves hears of it', async () => {
  const place = { databaseUrl: postgres.url, demo: true }
  await withTeam({ ...place, key: testKey })
  const api = await started({ ...place, role: 'api' })
  const headers = { ...(await signedIn(api)), 'content-type': 'application/json' }
  const job = async () => {
    const started = await fetch(`${api.url}/api/teams/demo/generate`, {
      ...posted({ dataset: 'people', schema: people, rows: 10 }),
      headers,
    })
    return `${api.url}/api/teams/demo/jobs/${parsed(await started.text()).id}`
  }
  const first = await job()
  const read = async (url: string) => parsed(await (await fetch(url, { headers })).text())
  expect((await read(first)).status).toBe('pending')
  await started({ ...place, role: 'worker' })
  const heard = await fetch(`${first}/events?after=0`, { headers })
  let text = ''
  for await (const piece of heard.body!) {
    text += Buffer.from(piece).toString()
    if (text.includes('event: job.completed')) break
  }
  expect(await read(first)).toMatchObject({ status: 'completed', result: { rows: 10 } })
})

test('a port in use is told in one line, nothing stays open, and it can be had once it is free', async () => {
  const first = await started()
  const port = Number(new URL(first.url).port)
  const data = join(folder, 'second')
  await expect(startServer({ port, data })).rejects.toMatchObject({
    code: 'LISTEN_FAILED',
    at: `127.0.0.1:${port}`,
    message: `port ${port} is in use`,
  })
  await (await started({ data })).close()
  await first.close()
  await (await started({ port, data })).close()
})

test.each([
  {
    input: { host: '192.0.2.1', insecureHttp: true },
    code: 'LISTEN_FAILED',
    says: '192.0.2.1 is no address of this machine',
  },
  { input: { host: '0.0.0.0' }, code: 'CONFIG_INVALID', says: 'without TLS' },
  { input: { host: '::' }, code: 'CONFIG_INVALID', says: 'without TLS' },
  { input: { proxies: ['proxy.example'] }, code: 'CONFIG_INVALID', says: 'no address' },
  { input: { proxies: ['192.0.2.1'] }, code: 'CONFIG_INVALID', says: 'where people reach it' },
  { input: { publicUrl: 'https://example.org/path' }, code: 'CONFIG_INVALID', says: 'publicUrl' },
  { input: { databaseUrl: 'postgres://localhost/understudy' }, code: 'CONFIG_INVALID', says: 'one store' },
  { input: { tls: { certFile: '/none.pem', keyFile: '/none.pem' } }, code: 'CONFIG_INVALID', says: 'cannot be read' },
  {
    input: { tls: { certFile: import.meta.filename, keyFile: import.meta.filename } },
    code: 'CONFIG_INVALID',
    says: 'no PEM',
  },
  { input: { port: 70_000 }, code: 'CONFIG_INVALID', says: 'port' },
  { input: { dashboardDir: import.meta.dirname }, code: 'CONFIG_INVALID', says: 'index.html' },
])('what it cannot start with is refused: $input', async ({ input, code, says }) => {
  await expect(startServer({ port: 0, data: main, ...input })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(says),
  })
})

test('an address that is any interface is told as one that can be opened', async () => {
  const server = await started({ host: '0.0.0.0', insecureHttp: true })
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
  await server.close()
})

test('a download under way when it closes breaks off: its reader never takes a part for the whole', async () => {
  const server = await started()
  const answer = await fetch(`${server.url}/api/generate`, {
    ...posted({ schema: people, rows: 10_000_000 }),
    headers: { ...(await signedIn(server)), 'content-type': 'application/json' },
  })
  const reader = answer.body!.getReader()
  await reader.read()
  await server.close()
  const drain = async () => {
    while (!(await reader.read()).done);
  }
  await expect(drain()).rejects.toThrow('terminated')
})

test('an upload may take hours; who says nothing before it is waited for no longer than usual', async () => {
  const server = await started()
  const seen = new Promise<Server>((resolve) => {
    const heard = (message: unknown) => {
      unsubscribe('http.server.request.start', heard)
      resolve((message as { server: Server }).server)
    }
    subscribe('http.server.request.start', heard)
  })
  await fetch(`${server.url}/healthz`)
  const { requestTimeout, headersTimeout } = await seen
  expect({ requestTimeout, headersTimeout }).toEqual({ requestTimeout: 10_800_000, headersTimeout: 60_000 })
})

test('a short request under way when it closes is answered, and its connection is waited for no longer', async () => {
  const server = await started()
  const headers = { ...(await signedIn(server)), 'content-type': 'application/json' }
  const underWay = new Promise<void>((resolve) => {
    const heard = (message: unknown) => {
      unsubscribe('http.server.request.start', heard)
      const { server } = message as { server: Server }
      // By itself the connection lasts.
      server.keepAliveTimeout = 0
      resolve()
    }
    subscribe('http.server.request.start', heard)
  })
  const answer = fetch(`${server.url}/api/preview`, {
    ...posted({ schema: people, rows: 1000, limit: 200 }),
    headers,
  })
  const closed = underWay.then(() => {
    // Nor does the time come at which whoever is left is cut off.
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    return server.close()
  })
  onTestFinished(() => void vi.useRealTimers())
  const [{ status }] = await Promise.all([answer, closed])
  expect(status).toBe(200)
})

test('with a certificate it speaks TLS, and nothing else', async () => {
  const { cert, key } = testCertificate()
  const tls = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') }
  await Promise.all([writeFile(tls.certFile, cert), writeFile(tls.keyFile, key)])
  const server = await started({ host: '0.0.0.0', tls })
  expect(server.url).toMatch(/^https:/)
  const status = await new Promise((resolve, reject) => {
    get(`${server.url}/healthz`, { ca: cert }, ({ statusCode }) => resolve(statusCode)).on('error', reject)
  })
  expect(status).toBe(200)
  await expect(fetch(server.url.replace('https:', 'http:'))).rejects.toThrow('fetch failed')
})

test('behind a named proxy it answers this machine and the proxy, and nobody who comes past it', async () => {
  const address = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
  const server = await started({
    host: '0.0.0.0',
    proxies: ['203.0.113.64/28'],
    publicUrl: 'https://data.example.org',
  })
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const trusted = trustedProxies(['203.0.113.64/28'])
  refusePlainHttp('203.0.113.70', trusted)
  for (const peer of ['198.51.100.1', undefined]) {
    expect(() => refusePlainHttp(peer, trusted)).toThrow(expect.objectContaining({ code: 'PLAIN_HTTP' }))
  }
  // A machine without a network has nobody who could come past a proxy.
  if (address === undefined) return
  const own = server.url.replace('127.0.0.1', address)
  // Whoever looks after the process may ask how it is, and no more.
  expect((await fetch(`${own}/healthz`)).status).toBe(200)
  const past = await fetch(`${own}/api/me`)
  expect({ status: past.status, body: await past.json() }).toMatchObject({
    status: 403,
    body: { errorCode: 'PLAIN_HTTP' },
  })
})
