import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, test } from 'vitest'
import { people, posted } from '../test/app.ts'
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
  { input: { host: '192.0.2.1' }, code: 'LISTEN_FAILED', says: '192.0.2.1 is no address of this machine' },
  { input: { port: 70_000 }, code: 'CONFIG_INVALID', says: 'port' },
  { input: { dashboardDir: import.meta.dirname }, code: 'CONFIG_INVALID', says: 'index.html' },
])('what it cannot start with is refused: $input', async ({ input, code, says }) => {
  await expect(startServer({ port: 0, ...input })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(says),
  })
})

test('an address that is any interface is told as one that can be opened', async () => {
  const server = await startServer({ port: 0, host: '0.0.0.0' })
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
