import { randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { refuse, s3Credentials, testS3 } from '../../test/s3.ts'
import { S3Client } from './s3-client.ts'
import { S3Failure } from './s3-failure.ts'
import { elements, textOf } from './xml.ts'

const { client, meddle, requests, bucket } = await testS3()
afterEach(() => meddle(() => false))

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}
const keysOf = async (prefix: string, options = {}) => {
  const keys: string[] = []
  for await (const { key } of client.list(prefix, options)) keys.push(key)
  return keys
}

test('an object comes back byte for byte, with its size, its mark and what was said of it', async () => {
  const bytes = randomBytes(200_000)
  await client.put('a/one.bin', bytes, { mediaType: 'application/x-own', meta: { transfer: 't1' } })
  const { size, etag, meta, bytes: body } = await client.get('a/one.bin')
  expect([size, meta]).toEqual([200_000, { transfer: 't1' }])
  expect(Buffer.compare(await bytesOf(body), bytes)).toBe(0)
  expect(await client.head('a/one.bin')).toEqual({ size, etag, meta })
  expect(await client.head('a/none')).toBeUndefined()
})

test.each(['plain', 'a b', 'ä/ü ñ', "q!'()*", '+&=?#%', 'deep/er/and deeper'])(
  'a key %j is a key like any other',
  async (key) => {
    await client.put(`keys/${key}`, Buffer.from(key))
    expect((await bytesOf((await client.get(`keys/${key}`)).bytes)).toString()).toBe(key)
    expect(await keysOf(`keys/${key}`)).toContain(`keys/${key}`)
    await client.delete(`keys/${key}`)
    await client.delete(`keys/${key}`)
    expect(await client.head(`keys/${key}`)).toBeUndefined()
  },
)

test('a key that a URL would take for another is refused', async () => {
  for (const key of ['a/../b', './a', '..'])
    await expect(client.put(key, Buffer.of(1))).rejects.toBeInstanceOf(S3Failure)
})

test('a range is that range, and an answer that is none is refused', async () => {
  await client.put('range', Buffer.from('0123456789'))
  expect((await bytesOf((await client.get('range', { from: 3, to: 6 })).bytes)).toString()).toBe('345')
  expect((await bytesOf((await client.get('range', { from: 7 })).bytes)).toString()).toBe('789')
  meddle((_request, response) => {
    response.writeHead(200).end('0123456789')
    return true
  })
  await expect(client.get('range', { from: 3 })).rejects.toMatchObject({ code: 'RangeIgnored' })
})

test('a list goes on for as many pages as there are', async () => {
  const all = Array.from({ length: 7 }, (_, i) => `list/${i}`)
  for (const key of all) await client.put(key, Buffer.of(0))
  expect(await keysOf('list/', { page: 3 })).toEqual(all)
  expect(await keysOf('list/', { after: 'list/4' })).toEqual(['list/5', 'list/6'])
  expect(await keysOf('nothing/')).toEqual([])
})

test('parts are seen when all of them are, in their order, and not before', async () => {
  const upload = await client.begin('parts/whole', { meta: { transfer: 't2' } })
  const parts = [await client.part('parts/whole', upload, 1, Buffer.from('one,'))]
  parts.push(await client.part('parts/whole', upload, 2, Buffer.from('lost')))
  parts[1] = await client.part('parts/whole', upload, 2, Buffer.from('two'))
  expect(await client.head('parts/whole')).toBeUndefined()
  await client.complete('parts/whole', upload, parts)
  const { bytes, meta } = await client.get('parts/whole')
  expect([(await bytesOf(bytes)).toString(), meta]).toEqual(['one,two', { transfer: 't2' }])
})

test('what is aborted is asked to go, and what has gone already is no failure', async () => {
  meddle((request, response) => {
    if (request.method !== 'DELETE') return false
    return refuse(response, 404, 'NoSuchUpload')
  })
  await client.abort('parts/none', 'u1')
  expect(requests.at(-1)).toBe(`DELETE /${bucket}/parts/none?uploadId=u1`)
})

test.each([
  [403, 'ExpiredToken', { isDenied: true, isPassing: false }],
  [400, 'ExpiredToken', { isDenied: true, isPassing: false }],
  [403, 'AccessDenied', { isDenied: true, isPassing: false }],
  [503, 'SlowDown', { isDenied: false, isPassing: true }],
  [500, 'InternalError', { isDenied: false, isPassing: true }],
  [404, 'NoSuchBucket', { isDenied: false, isPassing: false }],
])('%i %s is told as what it is', async (status, code, kind) => {
  meddle((_request, response) => refuse(response, status, code))
  await expect(client.put('refused', Buffer.of(1))).rejects.toMatchObject({ status, code, ...kind })
})

test('an upload that fails after its 200 has failed', async () => {
  meddle((_request, response) => refuse(response, 200, 'InternalError'))
  await expect(client.complete('late', 'u', [{ number: 1, etag: '"x"' }])).rejects.toMatchObject({ isPassing: true })
})

test.each([
  ['plain', undefined, 'https://plain.s3.eu-central-1.amazonaws.com/a'],
  ['with.dots', undefined, 'https://s3.eu-central-1.amazonaws.com/with.dots/a'],
  ['plain', 'https://s3.example.org/', 'https://s3.example.org/plain/a'],
])('bucket %s at %s is asked at %s', async (named, endpoint, url) => {
  const asked: string[] = []
  const place = { bucket: named, region: 'eu-central-1', endpoint }
  const other = new S3Client(place, s3Credentials, async (exchange) => {
    asked.push(exchange.url.href)
    return { status: 404, headers: {}, body: (async function* () {})() }
  })
  await other.head('a')
  expect(asked).toEqual([url])
})

test('no secret is ever part of a URL', () => {
  expect(requests.length).toBeGreaterThan(30)
  expect(requests.filter((line) => /X-Amz-(Signature|Credential)|S3RVER/i.test(line))).toEqual([])
})

test('XML is read for its elements, and characters as they are meant', () => {
  expect(elements('<A x="1"><K>1</K></A><A><K>2</K></A><AB/>', 'A')).toEqual(['<K>1</K>', '<K>2</K>'])
  expect(textOf('<Key>a&amp;b&#x41;&#66;&lt;</Key>', 'Key')).toBe('a&bAB<')
  expect(textOf('<Key/>', 'Other')).toBeUndefined()
})
