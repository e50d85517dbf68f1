import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Fetch, requestListener } from './request-listener.ts'
import { BearingResponse } from './routes/bearing-response.ts'

const borne = { lines: 'X-Id: one\r\n', names: new Set(['x-id']) }

async function served(fetch: Fetch) {
  const answer = requestListener((request, env) => {
    if (env.outgoing instanceof BearingResponse) env.outgoing.bear(borne)
    return fetch(request, env)
  })
  const server = createServer({ ServerResponse: BearingResponse }, answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a GET is answered alike at once, later and for an address that has to be read', async () => {
  const app = new Hono()
    .get('/at-once', (c) => c.json({ said: 'Größe' }, 202))
    .get('/later', async (c) => c.json({ said: 'Größe' }, 202))
  const url = await served(app.fetch)
  const sends = vi.spyOn(BearingResponse.prototype, 'sends')
  onTestFinished(() => sends.mockRestore())
  const answers = await Promise.all(
    ['/at-once', '/later', '/%61t-once'].map(async (path) => {
      const answer = await fetch(url + path)
      const headers = Object.fromEntries(answer.headers)
      return [answer.status, await answer.text(), { ...headers, date: typeof headers.date }]
    }),
  )
  expect(answers[0]).toEqual([
    202,
    '{"said":"Größe"}',
    expect.objectContaining({ 'x-id': 'one', 'content-length': '18' }),
  ])
  expect(answers).toEqual([answers[0], answers[0], answers[0]])
  // By the adapter it would be as good, but for what it costs.
  expect(sends.mock.results.map(({ value }) => value)).toEqual([true])
})

test.each<[string, (body: string) => Response, number, string, string | null]>([
  ['another type', (body) => new Response(body, { headers: { 'Content-Type': 'text/css' } }), 200, 'said', 'text/css'],
  [
    'headers that were made',
    (body) => new Response(body, { headers: new Headers({ 'X-Else': 'yes' }) }),
    200,
    'said',
    'text/plain; charset=UTF-8',
  ],
  ['no type', (body) => new Response(body), 200, 'said', 'text/plain; charset=UTF-8'],
  ['nothing', () => new Response(null, { status: 304 }), 304, '', null],
  ['bytes', (body) => new Response(Buffer.from(body)), 200, 'said', 'text/plain; charset=UTF-8'],
  [
    'what failed',
    () => {
      throw new Error('unheard of')
    },
    500,
    '',
    null,
  ],
])('a GET is answered by %s', async (_what, answer, status, body, type) => {
  const url = await served(() => answer('said'))
  const answered = await fetch(`${url}/some/path`)
  expect([answered.status, await answered.text(), answered.headers.get('content-type')]).toEqual([status, body, type])
})

test('of a plain GET a handler knows what it knows of any other', async () => {
  const known = async (request: Request) => ({
    method: request.method,
    url: request.url,
    body: request.body,
    mode: request.mode,
    text: await request.clone().text(),
    accepts: request.headers.get('Accept'),
    cookies: request.headers.get('cookie'),
    several: request.headers.get('x-several'),
  })
  const url = await served(async (request) => Response.json(await known(request)))
  const asked = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const headers = ['Accept', 'text/css', 'Cookie', 'a=1', 'Cookie', 'b=2', 'X-Several', 'one', 'X-Several', 'two']
      get(
        url + path,
        { headers: [...headers, 'Host', new URL(url).host] as never },
        async (answer: IncomingMessage) => {
          resolve((await answer.setEncoding('utf8').toArray()).join(''))
        },
      ).on('error', reject)
    })
  const plain = await asked('/a/path?one=1&two=a:b')
  expect(JSON.parse(plain)).toMatchObject({
    url: `${url}/a/path?one=1&two=a:b`,
    cookies: 'a=1; b=2',
    several: 'one, two',
  })
  expect(plain).toBe((await asked('/a/path?one=1&two=a:b%20')).replace('a:b%20', 'a:b'))
})

test('the signal of a GET aborts where whoever asked has gone, and not where the answer was whole', async () => {
  const signals: Promise<AbortSignal>[] = []
  const closed: Promise<unknown>[] = []
  const url = await served(async ({ signal, url }, { outgoing }) => {
    signals.push(Promise.resolve(signal))
    closed.push(once(outgoing, 'close'))
    if (url.endsWith('/held')) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return new Response('answered')
  })
  await (await fetch(`${url}/whole`)).text()
  const request = get(`${url}/held`).on('error', () => {})
  await vi.waitUntil(() => signals.length === 2)
  request.destroy()
  await Promise.all(closed)
  expect((await Promise.all(signals)).map(({ aborted }) => aborted)).toEqual([false, true])
})
