import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { requestIdOf } from './answer-headers.ts'

const asked = new Request('http://here/')
const server = createServer((incoming, answer) => answer.end(requestIdOf(asked, incoming))).listen(0, '127.0.0.1')
await once(server, 'listening')
afterAll(() => server.close())

async function idFor(headers: readonly string[]): Promise<string> {
  const sent = get({ port: (server.address() as AddressInfo).port, headers: ['Host', 'here', ...headers] })
  const [answer] = await once(sent, 'response')
  return Buffer.concat(await answer.toArray()).toString()
}

const made = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
test.each([
  ['a word', ['x-Request-ID', 'r_1=-'], /^r_1=-$/],
  ['nothing', ['X-Request-Ix', 'r1'], made],
  ['what could end a line of the log', ['X-Request-Id', 'a"b'], made],
  ['more than an id', ['X-Request-Id', 'a'.repeat(256)], made],
  ['two', ['X-Request-Id', 'r1', 'X-Request-Id', 'r2'], made],
])('a request that names %s has an id that is a word', async (_, headers, id) => {
  expect(await idFor(headers)).toMatch(id)
})
