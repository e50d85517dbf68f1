import { describe, expect, test } from 'vitest'
import { testServer } from '../test/server.ts'
import type { Action } from './auth/permissions.ts'
import type { ClientOptions } from './client/connection.ts'
import { type ApiError, createClient, type TeamEvent } from './client.ts'

const scopes: readonly Action[] = [
  'team.read',
  'datasets.read',
  'datasets.write',
  'leases.take',
  'jobs.read',
  'events.read',
]

describe('the typed client', async () => {
  const server = await testServer('sqlite', { name: 'client' })
  const team = await server.team('client-team')
  const key = await server.key(team, [...scopes, 'jobs.start'])
  const env = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }
  const served = async (request: Request): Promise<Response> => server.app.request(request, undefined, env)

  /** A client whose requests go through the hands of a test. `sent` are all of them, those that were repeated too. */
  function clientOf(
    options: Partial<ClientOptions> & {
      readonly between?: (request: Request, count: number) => Promise<Response>
    } = {},
  ) {
    const sent: Request[] = []
    const { between = served, ...rest } = options
    const api = createClient('http://localhost:4600/', {
      key,
      fetch: (request) => between(request, sent.push(request)),
      ...rest,
    })
    return { api, sent }
  }
  const { api } = clientOf()
  const dataset = async (name: string, rows: string) => {
    await api.post('/teams/:team/datasets', { param: { team }, json: { name } })
    return api.upload({ param: { team, dataset: name }, query: {} }, rows)
  }

  test('paths, queries and bodies go as they are typed, and answers come as the routes say', async () => {
    const made = await api.post('/teams/:team/datasets', { param: { team }, json: { name: 'a / b?c#d %' } })
    expect(made).toMatchObject({ name: 'a / b?c#d %', publishedVersion: null })
    const read = await api.get('/teams/:team/datasets/:dataset', { param: { team, dataset: made.name } })
    expect(read).toEqual(made)
    const { datasets, next } = await api.get('/teams/:team/datasets', { param: { team }, query: { limit: 1 } })
    expect([datasets.length, next]).toEqual([1, null])
    const wrong = [
      // @ts-expect-error there is no such path
      () => api.get('/nothing'),
      // @ts-expect-error a name is a text
      () => api.post('/teams', { json: { slug: 'x', name: 1 } }),
      // @ts-expect-error its path has to be filled in
      () => api.get('/teams/:team'),
      // @ts-expect-error a page of datasets has no such part
      async () => (await api.get('/teams/:team/datasets', { param: { team } })).rows,
    ]
    expect(wrong).toHaveLength(4)
    const kinds: string[] = (await api.get('/kinds')).map(({ name }) => name)
    expect(kinds).toContain('email')
  })

  test('what names nothing that an address can carry is refused before it is sent', async () => {
    const { api, sent } = clientOf()
    for (const dataset of ['..', '.', '']) {
      await expect(api.get('/teams/:team/datasets/:dataset', { param: { team, dataset } })).rejects.toMatchObject({
        name: 'ApiError',
        code: 'PATH_INVALID',
      })
    }
    expect(sent).toEqual([])
  })

  test('an error is the one that the server said', async () => {
    const failed = api.get('/teams/:team/datasets/:dataset', { param: { team, dataset: 'nothing' } })
    const error = await failed.then(
      () => expect.fail('it was answered'),
      (thrown: ApiError) => thrown,
    )
    expect(error).toMatchObject({ name: 'ApiError', status: 404, code: 'NOT_FOUND', requestId: expect.any(String) })
    expect(error.suggestedActions).not.toEqual([])
    const nobody = clientOf({ key: undefined })
    await expect(nobody.api.get('/me')).rejects.toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
  })

  test('whatever else answers is no server of ours, and says so', async () => {
    const proxy = clientOf({ retries: 0, between: async () => new Response('<h1>Bad Gateway</h1>', { status: 502 }) })
    await expect(proxy.api.get('/me')).rejects.toMatchObject({ status: 502, code: 'ANSWER_NOT_UNDERSTOOD' })
    const page = clientOf({ between: async () => new Response('<h1>Hello</h1>') })
    await expect(page.api.get('/me')).rejects.toMatchObject({ code: 'ANSWER_NOT_UNDERSTOOD' })
    const silent = clientOf({ retries: 1, between: async () => Promise.reject(new TypeError('fetch failed')) })
    await expect(silent.api.get('/me')).rejects.toMatchObject({ status: undefined, code: 'SERVER_UNREACHABLE' })
    expect(silent.sent).toHaveLength(2)
  })

  test('what was done although its answer was lost is not done again when it is repeated', async () => {
    const { api, sent } = clientOf({
      between: async (request, count) => {
        const answer = await served(request)
        if (count === 1) throw new TypeError('the connection was lost')
        return answer
      },
    })
    const made = await api.post('/teams/:team/datasets', { param: { team }, json: { name: 'made once' } })
    expect(made.name).toBe('made once')
    expect(sent).toHaveLength(2)
    expect(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
  })

  test.each([429, 502, 503, 504])('what passes is waited for: %d', async (status) => {
    const refusal = { errorCode: 'X', message: 'x', requestId: 'x', details: {}, suggestedActions: [], timestamp: '' }
    const headers = { 'retry-after': '0' }
    const { api, sent } = clientOf({
      between: (request, count) =>
        count === 1 ? Promise.resolve(Response.json(refusal, { status, headers })) : served(request),
    })
    await api.get('/me')
    expect(sent).toHaveLength(2)
  })

  test('what would be refused again, what changes and what signs in is sent once', async () => {
    const refused = clientOf()
    await expect(refused.api.get('/teams/:team', { param: { team: 'none' } })).rejects.toMatchObject({ status: 404 })
    expect(refused.sent).toHaveLength(1)
    const away = clientOf({ between: async () => Promise.reject(new TypeError('fetch failed')) })
    const param = { team, dataset: 'x' }
    await expect(away.api.patch('/teams/:team/datasets/:dataset', { param, json: {} })).rejects.toThrow('answer')
    expect(away.sent).toHaveLength(1)
    const json = { email: 'ada@example.org', password: 'x' }
    await expect(away.api.post('/auth/sessions', { json })).rejects.toThrow('answer')
    expect(away.sent).toHaveLength(2)
    expect(away.sent[1]?.headers.has('idempotency-key')).toBe(false)
  })

  test('every row of a version is read page by page, and a page that failed is read again', async () => {
    const lines = Array.from({ length: 25 }, (_, i) => `{"id":${i}}\n`)
    await dataset('many', lines.join(''))
    const { api, sent } = clientOf({
      between: (request, count) => (count === 2 ? Promise.reject(new TypeError('lost')) : served(request)),
    })
    const ids: unknown[] = []
    for await (const { id } of api.rows({ param: { team, dataset: 'many' }, query: { limit: 10 } })) ids.push(id)
    expect(ids).toEqual(Array.from({ length: 25 }, (_, i) => i))
    expect(sent).toHaveLength(4)
    const pages: number[] = []
    for await (const { rows } of api.pages('/teams/:team/datasets/:dataset/rows', {
      param: { team, dataset: 'many' },
      query: { limit: 20 },
    }))
      pages.push(rows.length)
    expect(pages).toEqual([20, 5])
  })

  test('a stream is uploaded as it comes', async () => {
    await api.post('/teams/:team/datasets', { param: { team }, json: { name: 'streamed' } })
    const rows = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const id of [1, 2, 3]) controller.enqueue(Buffer.from(`{"id":${id}}\n`))
        controller.close()
      },
    })
    const { version, rows: count } = await api.upload({ param: { team, dataset: 'streamed' }, query: {} }, rows)
    expect([version, count]).toEqual([1, 3])
  })

  test('a download that breaks off is no download', async () => {
    await dataset('exported', '{"id":1}\n{"id":2}\n')
    const asked = { param: { team, dataset: 'exported' }, query: {} }
    const path = '/teams/:team/datasets/:dataset/export'
    const whole = await api.download(path, asked)
    expect([whole.version, whole.file, whole.mediaType]).toEqual([1, 'exported.ndjson', 'application/x-ndjson'])
    expect(await textOf(whole.bytes)).toBe('{"id":1}\n{"id":2}\n')
    const { api: cut } = clientOf({ between: async (request) => brokenOff(await served(request)) })
    const broken = await cut.download(path, asked)
    await expect(textOf(broken.bytes)).rejects.toMatchObject({ code: 'ANSWER_BROKEN_OFF' })
  })

  test('events go on where they were when a connection is lost: none twice, none missed', async () => {
    let streams = 0
    const { api, sent } = clientOf({
      between: async (request) => {
        const answer = await served(request)
        if (!request.url.includes('/api/events')) return answer
        return ++streams === 1 ? brokenOff(answer, 2) : answer
      },
    })
    const stop = new AbortController()
    const heard: TeamEvent[] = []
    const listening = (async () => {
      for await (const event of api.events({ team, types: ['dataset.created'] }, { signal: stop.signal })) {
        if (event.type === 'stream.reset') expect.fail('the stream could go on')
        heard.push(event)
        if (heard.length === 3) stop.abort()
      }
    })()
    for (const name of ['first', 'second', 'third']) {
      await expect.poll(() => streams).toBeGreaterThan(0)
      await clientOf().api.post('/teams/:team/datasets', { param: { team }, json: { name } })
      if (name === 'first') await expect.poll(() => heard.length, { timeout: 5000 }).toBe(1)
    }
    await listening
    expect(heard.map(({ data }) => data.name)).toEqual(['first', 'second', 'third'])
    const resumed = sent.filter(({ url }) => url.includes('/api/events')).at(-1)
    expect(Number(resumed?.headers.get('last-event-id'))).toBe(heard[0]?.position)
  })

  test('whoever may not hear any more is told so, and whoever stops gets no error', async () => {
    const revoked = await server.key(team, ['events.read'])
    const { api: listener } = clientOf({ key: revoked })
    await server.services.store.system((tx) =>
      tx
        .updateTable('api_keys')
        .set({ revoked_at: server.clock.now().toISOString() })
        .where('name', '=', 'test')
        .where('scopes', '=', '["events.read"]')
        .execute(),
    )
    const hear = async () => {
      for await (const event of listener.events({ team }, { after: 0 })) expect.fail(event.type)
    }
    await expect(hear()).rejects.toMatchObject({ status: 401 })
    for await (const event of api.events({ team }, { after: 0, signal: AbortSignal.abort() })) expect.fail(event.type)
  })
})

/** As a connection that is lost after so many pieces. */
function brokenOff(answer: Response, pieces = 0): Response {
  const reader = answer.body!.getReader()
  let read = 0
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (read++ >= pieces || done) controller.error(new TypeError('terminated'))
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(body, { status: answer.status, headers: answer.headers })
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all).toString()
}
