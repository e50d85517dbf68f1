import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { people, posted } from '../test/app.ts'
import { testCertificate } from '../test/certificate.ts'
import { trustedProxies } from './auth/client-network.ts'
import { refusePlainHttp } from './auth/plain-http.ts'
import { startServer } from './start-server.ts'

test('it says where it is, answers there, and is gone after close, which may be called twice', async () => {
  const server = await startServer({ port: 0 })
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  await Promise.all([server.close(), server.close()])
  await server.close()
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed')
})

test('a port in use is told in one line, and can be had once it is free', async () => {
  const first = await startServer({ port: 0 })
  const port = Number(new URL(first.url).port)
  await expect(startServer({ port })).rejects.toMatchObject({
    code: 'LISTEN_FAILED',
    at: `127.0.0.1:${port}`,
    message: `port ${port} is in use`,
  })
  await first.close()
  await (await startServer({ port })).close()
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
  { input: { tls: { certFile: '/none.pem', keyFile: '/none.pem' } }, code: 'CONFIG_INVALID', says: 'cannot be read' },
  {
    input: { tls: { certFile: import.meta.filename, keyFile: import.meta.filename } },
    code: 'CONFIG_INVALID',
    says: 'no PEM',
  },
  { input: { port: 70_000 }, code: 'CONFIG_INVALID', says: 'port' },
  { input: { dashboardDir: import.meta.dirname }, code: 'CONFIG_INVALID', says: 'index.html' },
])('what it cannot start with is refused: $input', async ({ input, code, says }) => {
  await expect(startServer({ port: 0, ...input })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(says),
  })
})

test('an address that is any interface is told as one that can be opened', async () => {
  const server = await startServer({ port: 0, host: '0.0.0.0', insecureHttp: true })
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
  await server.close()
})

test('a download under way when it closes breaks off: its reader never takes a part for the whole', async () => {
  const server = await startServer({ port: 0 })
  const answer = await fetch(`${server.url}/api/generate`, posted({ schema: people, rows: 10_000_000 }))
  const reader = answer.body!.getReader()
  await reader.read()
  await server.close()
  const drain = async () => {
    while (!(await reader.read()).done);
  }
  await expect(drain()).rejects.toThrow('terminated')
})

test('a short request under way when it closes is answered', async () => {
  const server = await startServer({ port: 0 })
  const underWay = new Promise<void>((resolve) => {
    const heard = () => {
      unsubscribe('http.server.request.start', heard)
      resolve()
    }
    subscribe('http.server.request.start', heard)
  })
  const answer = fetch(`${server.url}/api/preview`, posted({ schema: people, rows: 100_000, limit: 200 }))
  const [{ status }] = await Promise.all([answer, underWay.then(() => server.close())])
  expect(status).toBe(200)
})

test('with a certificate it speaks TLS, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-tls-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { cert, key } = testCertificate()
  const tls = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') }
  await Promise.all([writeFile(tls.certFile, cert), writeFile(tls.keyFile, key)])
  const server = await startServer({ port: 0, host: '0.0.0.0', tls })
  onTestFinished(() => server.close())
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
  const server = await startServer({ port: 0, host: '0.0.0.0', proxies: ['203.0.113.64/28'] })
  onTestFinished(() => server.close())
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const trusted = trustedProxies(['203.0.113.64/28'])
  refusePlainHttp('203.0.113.70', trusted)
  for (const peer of ['198.51.100.1', undefined]) {
    expect(() => refusePlainHttp(peer, trusted)).toThrow(expect.objectContaining({ code: 'PLAIN_HTTP' }))
  }
  // A machine without a network has nobody who could come past a proxy.
  if (address === undefined) return
  const past = await fetch(`${server.url.replace('127.0.0.1', address)}/healthz`)
  expect({ status: past.status, body: await past.json() }).toMatchObject({
    status: 403,
    body: { errorCode: 'PLAIN_HTTP' },
  })
})
