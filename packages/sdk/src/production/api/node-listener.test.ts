import { Agent, createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeListener } from './node-listener.ts'

const listener = nodeListener(async (request) => {
  const { pathname, search } = new URL(request.url)
  if (pathname === '/unread') return new Response('{}', { status: 413 })
  if (pathname === '/cancelled') {
    const reader = request.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    return new Response('{}', { status: 413 })
  }
  const body = request.body ? await request.text() : 'none'
  return Response.json({ path: pathname + search, method: request.method, body }, { headers: { 'X-Two': 'a' } })
})
const server = createServer(async (incoming, outgoing) => {
  if (incoming.url === '/read') await text(incoming)
  await listener(incoming, outgoing)
})
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise((resolve) => server.close(resolve)))

function ask(path: string, method: string, body?: string) {
  const { port } = server.address() as AddressInfo
  return new Promise<{ status: number | undefined; json: unknown }>((resolve, reject) => {
    const asked = send({ port, host: '127.0.0.1', path, method, headers: { host: 'evil.example' } }, async (answer) => {
      resolve({ status: answer.statusCode, json: JSON.parse(await text(answer)) })
    })
    asked.on('error', reject).end(body)
  })
}

test.each([
  ['/api/test/builders?x=1', 'POST', '{"a":1}', '/api/test/builders?x=1'],
  ['/api/test/builders', 'GET', undefined, '/api/test/builders'],
  ['//other.example/api/test/cleanup', 'POST', '{}', '//other.example/api/test/cleanup'],
  ['http://other.example/api/test/cleanup', 'POST', '{}', '/http://other.example/api/test/cleanup'],
])('%s arrives as it was sent', async (path, method, body, arrived) => {
  expect(await ask(path, method, body)).toEqual({
    status: 200,
    json: { path: arrived, method, body: body ?? 'none' },
  })
})

test('a body that somebody has read before is said to be, and not taken for another', async () => {
  expect(await ask('/read', 'POST', '{}')).toMatchObject({ status: 500, json: { errorCode: 'TEST_API_FAILED' } })
})

test.each(['/unread', '/cancelled'])('after a body that was refused (%s), the connection serves on', async (path) => {
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const post = (to: string, body: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = send({ port, host: '127.0.0.1', path: to, method: 'POST', agent }, async (answer) => {
        await text(answer)
        resolve(answer.statusCode)
      })
      asked.on('error', reject).end(body)
    })
  expect(await post(path, 'x'.repeat(3_000_000))).toBe(413)
  expect(await post('/api/test/builders', '{}')).toBe(200)
  agent.destroy()
})
