import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { testServer } from '../test/server.ts'
import { type AppDependencies, createApp } from './app.ts'
import { limits } from './limits.ts'
import { listen } from './listen.ts'
import { createMetrics } from './observe/metrics.ts'

const dashboardDir = await mkdtemp(join(tmpdir(), 'understudy-dashboard-'))
await mkdir(join(dashboardDir, 'assets'))
await writeFile(join(dashboardDir, 'index.html'), '<title>page</title>')
await writeFile(join(dashboardDir, 'assets', 'index-a1b2c3.js'), 'run()')
await writeFile(join(dashboardDir, 'assets', 'index-a1b2c3.js.gz'), gzipSync('run()'))
afterAll(() => rm(dashboardDir, { recursive: true }))

const server = await testServer('sqlite', { name: 'app', config: { dashboardDir } })
const served = async (path: string, init?: RequestInit) => server.app.request(path, init)

async function listening(): Promise<AsyncDisposable & { readonly url: string }> {
  const where = { host: '127.0.0.1', port: 0, tls: undefined, proxies: [], insecureHttp: false }
  const { url, close } = await listen(where, server.app.fetch)
  return { url, [Symbol.asyncDispose]: close }
}

test('the page is asked for anew each time, and what it loads is kept for good', async () => {
  const page = await served('/')
  expect([await page.text(), page.headers.get('cache-control')]).toEqual(['<title>page</title>', 'no-cache'])
  expect(page.headers.get('content-type')).toContain('text/html')
  const script = await served('/assets/index-a1b2c3.js')
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(script.headers.get('content-type')).toContain('javascript')
})

test('what it loads comes compressed to whoever takes it so', async () => {
  const squeezed = await served('/assets/index-a1b2c3.js', { headers: { 'accept-encoding': 'gzip' } })
  expect(squeezed.headers.get('content-encoding')).toBe('gzip')
  expect(squeezed.headers.get('vary')).toMatch(/accept-encoding/i)
  expect(squeezed.headers.get('content-type')).toContain('javascript')
  expect(gunzipSync(Buffer.from(await squeezed.arrayBuffer())).toString()).toBe('run()')
  expect(await (await served('/assets/index-a1b2c3.js')).text()).toBe('run()')
})

test.each(['/teams/demo/jobs', '/account', '/teams/a%20b?status=failed'])(
  'a screen has an address of its own, and whoever opens it in a browser gets the page: %s',
  async (path) => {
    const screen = await served(path, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })
    expect([screen.status, await screen.text()]).toEqual([200, '<title>page</title>'])
    expect(screen.headers.get('cache-control')).toBe('no-cache')
    expect((await served(path)).status).toBe(404)
    expect((await served(path, { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(404)
  },
)

test.each(['/api/none', '/api', '/assets/gone.js', '/assets'])(
  'what is below %s is no screen, for browsers neither',
  async (path) => {
    const answer = await served(path, { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ errorCode: 'NOT_FOUND' })
  },
)

test.each(['/assets/gone.js', '/../package.json', '/assets/..%2f..%2fpackage.json', '/assets'])(
  'a file that is not of the page is no page: %s',
  async (path) => {
    const answer = await served(path)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ errorCode: 'NOT_FOUND' })
  },
)

test('every answer forbids what a page of ours never needs', async () => {
  for (const path of ['/', '/assets/index-a1b2c3.js', '/api/kinds', '/api/none', '/api/docs', '/healthz']) {
    const { headers } = await served(path)
    expect(headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
})

test('an answer has the same headers over a socket, each once', async () => {
  await using over = await listening()
  for (const path of ['/', '/api/kinds', '/api/none', '/api/me', '/healthz']) {
    const asked = { headers: { 'x-request-id': 'r-1' } }
    const within = [...(await served(path, asked)).headers]
    const answer = await fetch(over.url + path, asked)
    const names = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']
    expect([...answer.headers].filter(([name]) => !names.includes(name))).toEqual(
      within.filter(([name]) => !names.includes(name)),
    )
    expect(answer.headers.get('x-request-id')).toBe('r-1')
  }
})

test('a path leads over a socket where it leads within, however it is written', async () => {
  await using over = await listening()
  const { hostname, port } = new URL(over.url)
  const statuses: [string, number | undefined, number][] = []
  for (const path of [
    '/healthz',
    '/healthz?a=/b',
    '/health%7A',
    '/x/../healthz',
    '/./healthz',
    '/healthz/',
    '//healthz',
  ]) {
    const [answer] = await once(get({ hostname, port, path }), 'response')
    answer.resume()
    statuses.push([path, answer.statusCode, (await served(path)).status])
  }
  expect(statuses.map(([path, over]) => [path, over])).toEqual(statuses.map(([path, , within]) => [path, within]))
  expect(statuses.map(([, over]) => over)).toEqual([200, 200, 200, 200, 200, 404, 404])
})

test('what the API answers is not kept by anybody', async () => {
  expect((await served('/api/kinds')).headers.get('cache-control')).toBe('no-store')
})

test('another page can read nothing: no answer allows its origin', async () => {
  const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' }
  const answer = await served('/api/plan', { method: 'OPTIONS', headers })
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
})

test('browsers are told to come by TLS alone where that is how people come', async () => {
  expect((await served('/healthz')).headers.get('strict-transport-security')).toBeNull()
  for (const reached of [
    { publicUrl: 'https://data.example.org' },
    { tls: { certFile: 'cert.pem', keyFile: 'key.pem' } },
  ]) {
    const { headers } = await appWith(reached).request('/healthz')
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
  }
})

test('without a dashboard the API answers alone', async () => {
  const app = appWith({})
  expect((await app.request('/')).status).toBe(404)
  expect(await (await app.request('/healthz')).json()).toEqual({ status: 'ok' })
})

test('a body is refused that is larger than one may be, but for rows, which are read as they come', async () => {
  const team = await server.team()
  const { token } = await server.person({ [team]: 'write' })
  const name = 'x'.repeat(limits.bodyBytes)
  const large = await server.ask('POST', `/teams/${team}/datasets`, { token, body: { name } })
  expect(large).toMatchObject({ status: 413, body: { errorCode: 'REQUEST_TOO_LARGE' } })
  await server.ask('POST', `/teams/${team}/datasets`, { token, body: { name: 'rows' } })
  const line = `{"text":"${'x'.repeat(1000)}"}\n`
  const uploaded = await served(`/api/teams/${team}/datasets/rows/versions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: line.repeat(limits.bodyBytes / 1000),
  })
  expect(uploaded.status).toBe(201)
})

test('each request is a line of the log and a figure, and says which route it took and not what was in it', async () => {
  server.lines.length = 0
  const team = await server.team('of-ada')
  const { token } = await server.person({ [team]: 'read' })
  await server.ask('GET', '/teams/of-ada/datasets/secret-name', { token })
  const [line] = server.lines.map((text) => JSON.parse(text))
  expect(line).toMatchObject({
    event: 'request.answered',
    method: 'GET',
    route: '/api/teams/:team/datasets/:dataset',
    status: 404,
    actor: expect.stringMatching(/^user:/),
    ip: '192.0.2.1',
  })
  expect(server.lines.join('')).not.toMatch(/secret-name|of-ada/)
})

test.each([
  ['/healthz', '/healthz'],
  ['/nothing', 'none'],
])('beside a dashboard, which sees all that is asked, GET %s is noted as the route %s', async (path, route) => {
  server.lines.length = 0
  await server.app.request(path)
  expect(server.lines.map((text) => JSON.parse(text).route)).toEqual([route])
})

function appWith(config: Partial<AppDependencies['config']>) {
  const { services, readiness } = server
  const log = { write: () => {}, framed: () => () => {}, failure: () => {} }
  return createApp({
    config: { proxies: [], ...config },
    services,
    observe: { log, metrics: createMetrics(), readiness },
  })
}
