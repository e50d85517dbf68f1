import { expect, test } from 'vitest'
import { connectorWorld } from '../../../test/connectors.ts'
import { refuse, s3Credentials, testS3 } from '../../../test/s3.ts'

const world = await connectorWorld('sqlite', { name: 'import-s3' })
const s3 = await testS3()
const { must, done, rows, connector } = world
await world.work()

const lines = Array.from({ length: 400 }, (_, i) => `{"id":${i},"text":"${'y'.repeat(40)}"}\n`).join('')
const settings = (prefix: string) => ({ bucket: s3.bucket, endpoint: s3.endpoint, prefix })

test('objects under a prefix become a version, and no others', async () => {
  await s3.client.put('in/a.csv', Buffer.from('n,t\n1,x\n2,y\n'))
  await s3.client.put('in/deep/b ü.ndjson', Buffer.from('{"b":1}\n'))
  await s3.client.put('in/readme', Buffer.from('none'))
  await s3.client.put('other/c.csv', Buffer.from('n\n1\n'))
  const id = await connector({
    name: 'objects',
    kind: 's3',
    use: 'import',
    settings: settings('in'),
    credentials: s3Credentials,
  })
  expect(await must('POST', `/connectors/${id}/test`)).toMatchObject({
    ok: true,
    objects: [{ name: 'a.csv', size: 12 }, { name: 'deep/b ü.ndjson' }, { name: 'readme' }],
  })
  const { job } = await done(await must('POST', `/connectors/${id}/import`, { dataset: 'objects' }))
  expect(job).toMatchObject({ status: 'completed', result: { objects: 2, rows: 3 } })
  expect(await rows('objects', 'a')).toEqual([
    { n: 1, t: 'x' },
    { n: 2, t: 'y' },
  ])
  expect(await rows('objects', 'b ü')).toEqual([{ b: 1 }])
})

test('credentials that expire in the middle fail it; with new ones a retry goes on, and nothing is taken twice', async () => {
  await s3.client.put('long/rows.ndjson', Buffer.from(lines))
  const id = await connector({
    name: 'expiring',
    kind: 's3',
    use: 'import',
    settings: settings('long'),
    credentials: s3Credentials,
  })
  let reads = 0
  const ranges: (string | undefined)[] = []
  s3.meddle((request, response) => {
    if (request.method !== 'GET' || !request.url?.includes('rows.ndjson')) return false
    ranges.push(request.headers.range)
    reads++
    if (reads > 1) return refuse(response, 403, 'ExpiredToken')
    response.writeHead(200, { 'content-length': lines.length })
    response.write(lines.slice(0, 15_000), () => response.destroy())
    return true
  })
  const first = await done(await must('POST', `/connectors/${id}/import`, { dataset: 'expiring' }))
  expect(first.job.error).toMatchObject({
    errorCode: 'CONNECTOR_DENIED',
    message: expect.stringContaining('ExpiredToken'),
  })
  s3.meddle((request) => {
    if (request.method === 'GET' && request.url?.includes('rows.ndjson')) ranges.push(request.headers.range)
    return false
  })
  ranges.length = 0
  await must('PATCH', `/connectors/${id}`, { credentials: { ...s3Credentials, sessionToken: 'new' } })
  const { job } = await done(await must('POST', `/jobs/${first.job.id}/retry`))
  expect(job).toMatchObject({ status: 'completed', result: { rows: 400 } })
  expect((await rows('expiring', 'rows')).map(({ id }) => id)).toEqual(Array.from({ length: 400 }, (_, i) => i))
  expect(Number(/bytes=(\d+)-/.exec(ranges[0] ?? '')?.[1])).toBeGreaterThan(4000)
})

test('an object that is replaced while it is read is read anew, all of one', async () => {
  await s3.client.put('changing/rows.ndjson', Buffer.from(lines))
  const id = await connector({
    name: 'changing',
    kind: 's3',
    use: 'import',
    settings: settings('changing'),
    credentials: s3Credentials,
  })
  let reads = 0
  s3.meddle((request, response) => {
    if (request.method !== 'GET' || !request.url?.includes('rows.ndjson')) return false
    reads++
    if (reads === 1) {
      const half = lines.slice(0, 15_000)
      response.writeHead(200, { 'content-length': lines.length })
      response.write(half, () => {
        void s3.client
          .put('changing/rows.ndjson', Buffer.from(lines.replaceAll('y', 'z')))
          .then(() => response.destroy())
      })
      return true
    }
    // As real stores answer, which this one does not: it is not what was asked for any more.
    return reads === 2 ? refuse(response, 412, 'PreconditionFailed') : false
  })
  const { job } = await done(await must('POST', `/connectors/${id}/import`, { dataset: 'changing' }))
  s3.meddle(() => false)
  expect(job).toMatchObject({ status: 'completed', result: { rows: 400 } })
  const found = await rows('changing', 'rows')
  expect(new Set(found.map(({ text }) => text))).toEqual(new Set(['z'.repeat(40)]))
  expect(found).toHaveLength(400)
})

test.each([
  [403, 'InvalidAccessKeyId', 'CONNECTOR_DENIED'],
  [403, 'AccessDenied', 'CONNECTOR_DENIED'],
  [403, 'RequestTimeTooSkewed', 'CONNECTOR_FAILED'],
  [404, 'NoSuchBucket', 'CONNECTOR_FAILED'],
  [503, 'SlowDown', 'CONNECTOR_UNREACHABLE'],
])('a store that refuses with %i %s ends in %s', async (status, code, errorCode) => {
  s3.meddle((_request, response) => refuse(response, status, code))
  const id = await connector({
    name: code,
    kind: 's3',
    use: 'import',
    settings: settings(''),
    credentials: s3Credentials,
  })
  const check = await must('POST', `/connectors/${id}/test`)
  expect(check).toMatchObject({ ok: false, error: { errorCode } })
  expect(await must('GET', `/connectors/${id}`)).toMatchObject({ checkError: errorCode, checkedAt: expect.any(String) })
  const { job } = await done(await must('POST', `/connectors/${id}/import`, { dataset: 'refused' }))
  expect(job.error).toMatchObject({ errorCode })
  s3.meddle(() => false)
})

test('nothing of this was a fault of the server', () => {
  expect(world.faults).toEqual([])
})
