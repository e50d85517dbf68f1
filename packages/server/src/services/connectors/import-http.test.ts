import { expect, test } from 'vitest'
import { connectorWorld, webServer } from '../../../test/connectors.ts'

const world = await connectorWorld('sqlite', { name: 'import-http' })
const { must, send, done, rows } = world
await world.work()
/** Elsewhere a busy machine is not silent for long enough. */
const impatient = await connectorWorld('sqlite', { name: 'impatient', silenceMs: 100 })
await impatient.work()

const lines = Array.from({ length: 400 }, (_, i) => `{"id":${i},"text":"${'y'.repeat(40)}"}\n`).join('')
let count = 0
async function imported(
  settings: object,
  {
    credentials = {},
    objects = [{ name: '', entity: 'rows', format: 'ndjson' }],
    ...asked
  }: Record<string, unknown> = {},
  { connector, done, must } = world,
) {
  const name = `http-${count++}`
  const id = await connector({ name, kind: 'http', use: 'import', settings, credentials })
  const all = { dataset: name, objects, ...asked }
  return { dataset: name, id, ...(await done(await must('POST', `/connectors/${id}/import`, all))) }
}
const ids = async (dataset: string) => (await rows(dataset, 'rows')).map(({ id }) => id)
const all = Array.from({ length: 400 }, (_, i) => i)

test('what breaks off is asked for from there, and nothing comes twice', async () => {
  const asked: string[] = []
  const url = await webServer((request, response) => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    asked.push(request.headers.range ?? 'all')
    expect(from === 0 || request.headers['if-range'] === '"v1"').toBe(true)
    const head = {
      etag: '"v1"',
      'content-length': lines.length - from,
      'content-range': `bytes ${from}-${lines.length - 1}/${lines.length}`,
    }
    response.writeHead(from === 0 ? 200 : 206, head)
    // Three times it breaks off in the middle.
    if (asked.length > 3) response.end(lines.slice(from))
    else response.write(lines.slice(from, from + 5000), () => response.destroy())
  })
  const { job, dataset } = await imported({ url })
  expect(job).toMatchObject({ status: 'completed', result: { rows: 400 } })
  expect(await ids(dataset)).toEqual(all)
  expect(asked).toHaveLength(4)
})

test('what is another one when it is gone on with is taken from its beginning, all of one', async () => {
  let version = 1
  const url = await webServer((request, response) => {
    const body = lines.replaceAll('y', String(version))
    response.writeHead(200, { etag: `"v${version}"`, 'content-length': body.length })
    if (version++ === 1) response.write(body.slice(0, 9000), () => response.destroy())
    else {
      version = 2
      response.end(body)
    }
    expect(request.headers.range === undefined || request.headers['if-range'] === '"v1"').toBe(true)
  })
  const { job, dataset } = await imported({ url })
  expect(job).toMatchObject({ status: 'completed', result: { rows: 400 } })
  const found = await rows(dataset, 'rows')
  expect(found.map(({ id }) => id)).toEqual(all)
  expect(new Set(found.map(({ text }) => text))).toEqual(new Set(['2'.repeat(40)]))
})

test('where nothing says whether it is the same, it is begun anew, and given up after a while', async () => {
  let asked = 0
  const url = await webServer((_request, response) => {
    asked++
    response.writeHead(200, { 'content-length': lines.length })
    response.write(lines.slice(0, 9000), () => response.destroy())
  })
  const { job } = await imported({ url })
  expect(job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED' })
  expect(asked).toBe(4)
})

test.each([
  [401, 'CONNECTOR_DENIED', 1],
  [403, 'CONNECTOR_DENIED', 1],
  [302, 'CONNECTOR_FAILED', 1],
  [404, 'CONNECTOR_FAILED', 1],
  [400, 'CONNECTOR_FAILED', 1],
  [503, 'CONNECTOR_UNREACHABLE', 4],
  [429, 'CONNECTOR_UNREACHABLE', 4],
])('an answer of %i ends in %s, after so many tries as are of use', async (status, errorCode, tries) => {
  let asked = 0
  const url = await webServer((_request, response) => {
    asked++
    response.writeHead(status, { location: '/elsewhere', 'retry-after': '0' }).end('secret words of the server')
  })
  const { job, transfer } = await imported({ url })
  expect([job.error.errorCode, transfer.errorCode, asked]).toEqual([errorCode, errorCode, tries])
  expect(JSON.stringify(job)).not.toContain('secret')
})

test('one that hangs, one that never ends and one that is not there are given up', async () => {
  const silent = await imported({ url: await webServer(() => {}) }, {}, impatient)
  expect(silent.job.error).toMatchObject({ errorCode: 'CONNECTOR_UNREACHABLE' })
  const begins = await webServer((_request, response) => {
    response.writeHead(200, { etag: '"x"' }).write('{"id":0}\n')
  })
  const stalled = await imported({ url: begins }, {}, impatient)
  expect(stalled.job.error.errorCode).toMatch(/CONNECTOR_(UNREACHABLE|FAILED)/)
  const endless = await imported({
    url: await webServer((_request, response) => {
      const more = () => response.write('{"id":1}\n'.repeat(2000), () => !response.destroyed && setImmediate(more))
      more()
    }),
  })
  expect(endless.job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED', message: expect.stringContaining('1 MB') })
  const nowhere = await imported({ url: 'http://127.0.0.1:9/' })
  expect(nowhere.job.error).toMatchObject({
    errorCode: 'CONNECTOR_UNREACHABLE',
    message: expect.stringContaining('ECONNREFUSED'),
  })
})

test.each([
  ['http://169.254.169.254/latest/meta-data', 'ADDRESS_REFUSED'],
  ['https://10.0.0.1/', 'ADDRESS_REFUSED'],
  ['https://[fd00:ec2::254]/', 'ADDRESS_REFUSED'],
  ['file:///etc/passwd', 'REQUEST_INVALID'],
  ['https://user:pass@example.org/', 'REQUEST_INVALID'],
])('%s is refused when the connector is made', async (url, errorCode) => {
  const answer = await send('POST', '/connectors', { name: 'x', kind: 'http', settings: { url } })
  expect([answer.status, answer.body.errorCode]).toEqual([400, errorCode])
})

test('credentials go to the host of the connector, and to no other', async () => {
  const seen: (string | undefined)[] = []
  const url = await webServer((request, response) => {
    seen.push(request.headers.authorization, String(request.headers['x-own'] ?? ''))
    response.writeHead(200).end('{"id":1}\n')
  })
  const elsewhere = await webServer((_request, response) => {
    seen.push('elsewhere')
    response.writeHead(200).end('{"id":1}\n')
  })
  await imported({ url }, { credentials: { token: 't0ken' } })
  await imported({ url }, { credentials: { user: 'me', password: 'p' } })
  await imported({ url }, { credentials: { header: 'x-own', value: 'v' } })
  const objects = [{ name: `${elsewhere}/x`, entity: 'rows', format: 'ndjson' }]
  const { job } = await imported({ url }, { credentials: { token: 't0ken' }, objects })
  expect(job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED' })
  expect(seen).toEqual(['Bearer t0ken', '', 'Basic bWU6cA==', '', undefined, 'v'])
})

const page = (from: number) => Array.from({ length: 5 }, (_, i) => ({ id: from + i, big: 1 }))

test.each([
  ['link', { by: 'link', rows: '/items' }],
  ['a URL in the page', { by: 'url', rows: '/items', at: '/next/href' }],
  ['a cursor', { by: 'cursor', rows: '/items', at: '/cursor', parameter: 'after' }],
  ['the next number', { by: 'number', rows: '/items', parameter: 'page' }],
])('pages are followed by %s, each once, also when one fails in between', async (_name, pages) => {
  const asked: string[] = []
  let failed = false
  const url = await webServer((request, response) => {
    const at = new URL(request.url ?? '', 'http://x')
    const number = Number(at.searchParams.get('page') ?? at.searchParams.get('after') ?? 1)
    if (number === 2 && !failed) {
      failed = true
      response.writeHead(503).end()
      return
    }
    asked.push(String(number))
    const isLast = number > 3
    const next = `/list?page=${number + 1}`
    const body = {
      items: isLast ? [] : page(number * 10),
      cursor: isLast ? null : number + 1,
      next: { href: isLast ? '' : next },
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(isLast ? {} : { link: `</x>; rel="prev", <${next}>; rel="next"` }),
    })
    response.end(JSON.stringify(body).replace('"big":1', '"big":12345678901234567890'))
  })
  const { job, dataset } = await imported({ url: `${url}/list`, pages }, { objects: [{ name: '', entity: 'rows' }] })
  expect(job).toMatchObject({ status: 'completed', result: { rows: 15 } })
  expect(await ids(dataset)).toEqual([10, 11, 12, 13, 14, 20, 21, 22, 23, 24, 30, 31, 32, 33, 34])
  expect(asked).toEqual(['1', '2', '3', '4'])
})

test('a job that failed between two pages goes on at the page after the last that it noted', async () => {
  const asked: number[] = []
  let broken = true
  const url = await webServer((request, response) => {
    const number = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'))
    asked.push(number)
    if (number === 60 && broken) {
      response.writeHead(400).end()
      return
    }
    const items = number > 80 ? [] : page(number * 10).map((row) => ({ ...row, text: 'z'.repeat(100) }))
    response.writeHead(200).end(JSON.stringify(items))
  })
  const first = await imported(
    { url, pages: { by: 'number', parameter: 'page' } },
    { objects: [{ name: '', entity: 'rows' }] },
  )
  expect(first.job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED' })
  broken = false
  asked.length = 0
  const { job } = await done(await must('POST', `/jobs/${first.job.id}/retry`))
  expect(job).toMatchObject({ status: 'completed', result: { rows: 400 } })
  expect(asked[0]).toBeGreaterThan(40)
  expect(new Set(await ids(first.dataset)).size).toBe(400)
})

test.each([
  ['lead to another host', { link: '<http://example.org/>; rel=next' }, '[{"id":1}]', /another host/],
  ['go round in circles', { link: '</>; rel=next' }, '[{"id":1}]', /circles/],
  ['hold no list', {}, '{"id":1}', /no list/],
  ['are no JSON', {}, '[{"id":', /no JSON/],
])('pages that %s are refused', async (_name, headers, body, message) => {
  const url = await webServer((_request, response) => void response.writeHead(200, headers).end(body))
  const { job } = await imported({ url: `${url}/`, pages: { by: 'link' } }, { objects: [{ name: '', entity: 'rows' }] })
  expect(job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED', message: expect.stringMatching(message) })
})

test('a file of Parquet is read by ranges where the server gives them', async () => {
  const { batchOf, formatNamed } = await import('@understudy/sdk/formats')
  const columns = [{ name: 'id', databaseType: 'bigint' }]
  const encoder = formatNamed('parquet').encoder({ name: 'p', columns })
  const bytes = Buffer.concat(
    [
      encoder.header(),
      encoder.batch(
        batchOf(
          'p',
          all.map((id) => ({ id })),
          columns,
        ),
      ),
      encoder.footer(400),
    ].map((one) => Uint8Array.from(one)),
  )
  let ranges = 0
  const url = await webServer((request, response) => {
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? []
    const head = { etag: '"p"', 'accept-ranges': 'bytes' }
    if (from === undefined) {
      response.writeHead(200, { ...head, 'content-length': bytes.length }).end(bytes)
      return
    }
    ranges++
    const part = bytes.subarray(Number(from), to ? Number(to) + 1 : undefined)
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`
    response.writeHead(206, { ...head, 'content-length': part.length, 'content-range': range }).end(part)
  })
  const { job, dataset } = await imported({ url }, { objects: [{ name: 'file.parquet', entity: 'rows' }] })
  expect(job).toMatchObject({ status: 'completed', result: { rows: 400 } })
  expect(await ids(dataset)).toEqual(all)
  expect(ranges).toBeGreaterThan(1)
})

test('a server that allows no plaintext sends nothing in the clear', async () => {
  const strict = await connectorWorld('sqlite', { name: 'strict', plaintext: false })
  for (const settings of [
    { kind: 'http', settings: { url: 'http://127.0.0.1:9/' } },
    {
      kind: 's3',
      settings: { bucket: 'some-bucket', endpoint: 'http://127.0.0.1:9' },
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    },
  ]) {
    const answer = await strict.send('POST', '/connectors', { name: 'plain', ...settings })
    expect([answer.status, answer.body.errorCode]).toEqual([409, 'CONNECTOR_FAILED'])
  }
  const database = { host: '127.0.0.1', database: 'd', user: 'u', tls: false }
  const id = await strict.connector({ name: 'pg', kind: 'postgres', use: 'import', settings: database })
  expect(await strict.must('POST', `/connectors/${id}/test`)).toMatchObject({
    ok: false,
    error: { errorCode: 'CONNECTOR_FAILED' },
  })
})

test('nothing of this was a fault of the server', () => {
  expect(world.faults).toEqual([])
})
