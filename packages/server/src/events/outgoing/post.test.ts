import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { selfSigned } from '../../../test/self-signed.ts'
import { createOutgoingGuard } from './guard.ts'
import { post } from './post.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function receiver(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const sent = (timeoutMs = 5000) => ({
  headers: { 'content-type': 'application/json' },
  body: '{"ü":1}',
  signal: new AbortController().signal,
  timeoutMs,
})
const loopback = createOutgoingGuard({ allow: ['127.0.0.1'] })

test('the body arrives whole, and of the answer only the status is told', async () => {
  const got: string[] = []
  const port = await receiver((request, response) => {
    request.setEncoding('utf8').on('data', (text) => got.push(text))
    request.on('end', () => response.writeHead(202).end('ignored'))
  })
  expect(await post(loopback, new URL(`http://127.0.0.1:${port}/hook`), sent())).toEqual({ status: 202 })
  expect(got.join('')).toBe('{"ü":1}')
})

test('a name is resolved once: the connection goes to what was approved, whatever it answers next', async () => {
  let asked = 0
  const port = await receiver((_request, response) => response.end())
  const rebinding = createOutgoingGuard({
    allow: ['127.0.0.1'],
    resolve: async () => [{ address: ++asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }],
  })
  expect(await post(rebinding, new URL(`http://rebind.example:${port}/`), sent())).toEqual({ status: 200 })
  expect(asked).toBe(1)
})

test('a redirect is not followed', async () => {
  let followed = false
  const port = await receiver((request, response) => {
    if (request.url === '/next') followed = true
    response.writeHead(307, { location: '/next' }).end()
  })
  expect(await post(loopback, new URL(`http://127.0.0.1:${port}/`), sent())).toEqual({ status: 307 })
  expect(followed).toBe(false)
})

test('nothing is sent to an address that is refused', async () => {
  let reached = false
  const port = await receiver((_request, response) => {
    reached = true
    response.end()
  })
  const refused = post(createOutgoingGuard(), new URL(`http://127.0.0.1:${port}/`), sent())
  await expect(refused).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' })
  expect(reached).toBe(false)
})

test('a receiver that never answers is given up', async () => {
  const port = await receiver(() => {})
  await expect(post(loopback, new URL(`http://127.0.0.1:${port}/`), sent(50))).rejects.toThrow()
})

test('an answer without an end is cut off, and its status stands', async () => {
  const port = await receiver((_request, response) => {
    response.writeHead(200)
    const more = () => response.write('x'.repeat(16_384), () => !response.destroyed && setImmediate(more))
    more()
  })
  expect(await post(loopback, new URL(`http://127.0.0.1:${port}/`), sent())).toEqual({ status: 200 })
})

test('over TLS the receiver has to prove its name by an authority that is trusted', async () => {
  const { key, cert } = selfSigned('hook.example')
  let reached = 0
  const server = createTlsServer({ key, cert }, (_request, response) => {
    reached += 1
    response.end()
  }).listen(0, '127.0.0.1')
  closers.push(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const guard = createOutgoingGuard({
    allow: ['127.0.0.1'],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  })
  const to = (name: string, ca?: string) => post(guard, new URL(`https://${name}:${port}/`), { ...sent(), ca })
  await expect(to('hook.example')).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  await expect(to('other.example', cert)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  expect(reached).toBe(0)
  expect(await to('hook.example', cert)).toEqual({ status: 200 })
})
