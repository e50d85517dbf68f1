import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { exchange } from '../src/events/outgoing/exchange.ts'
import { createOutgoingGuard } from '../src/events/outgoing/guard.ts'
import { S3Client } from '../src/s3/s3-client.ts'

/** What is used of it; it has no types of its own. */
interface S3rver {
  configureBuckets(): Promise<unknown>
  callback(): (request: IncomingMessage, response: ServerResponse) => void
}

/** Before the store sees a request: whoever answers it returns true. */
export type Meddling = (request: IncomingMessage, response: ServerResponse) => boolean

const require = createRequire(import.meta.url)

export const s3Credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }

/**
 * A real store of objects over a folder of this test file, behind a door that looks at every signature, which that store
 * does not. A test may meddle with requests.
 */
export async function testS3(bucket = 'bucket') {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-s3-'))
  await mkdir(join(folder, bucket))
  const Store: new (options: object) => S3rver = require('s3rver')
  const handle = new Store({ directory: folder, silent: true, configureBuckets: [{ name: bucket }] }).callback()
  const requests: string[] = []
  let meddle: Meddling = () => false
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    if (meddle(request, response)) return
    const why = whyUnsigned(request)
    if (why === undefined) handle(request, response)
    else refuse(response, 403, 'SignatureDoesNotMatch', why)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(async () => {
    server.close()
    server.closeAllConnections()
    await rm(folder, { recursive: true, force: true })
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const guard = createOutgoingGuard({ allow: ['127.0.0.1'] })
  const place = { bucket, region: 'us-east-1', endpoint }
  return {
    folder,
    bucket,
    endpoint,
    requests,
    client: new S3Client(place, s3Credentials, ({ url, ...asked }) =>
      exchange(guard, url, { ...asked, silenceMs: 5000 }),
    ),
    meddle(with_: Meddling): void {
      meddle = with_
    },
  }
}

export function refuse(response: ServerResponse, status: number, code: string, message = ''): true {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`)
  return true
}

/** Signature Version 4 as Amazon describes it, written out of its description and of nothing of ours. */
function whyUnsigned({ method = '', url = '', headers }: IncomingMessage): string | undefined {
  const told =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([\w-]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
  if (!told) return 'the header is no signature'
  const [, id, day = '', region = '', names = '', signature = ''] = told
  if (id !== s3Credentials.accessKeyId) return 'the key is not known'
  const signed = names.split(';')
  for (const needed of ['host', 'x-amz-content-sha256', 'x-amz-date'])
    if (!signed.includes(needed)) return `${needed} is not signed`
  const [path = '', query = ''] = url.split('?')
  const asked = query
    .split('&')
    .filter((one) => one !== '')
    .map((one) => (one.includes('=') ? one : `${one}=`))
    .sort()
    .join('&')
  const lines = signed.map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`).join('')
  const hashOfBody = String(headers['x-amz-content-sha256'])
  const canonical = [method, path, asked, lines, names, hashOfBody].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = [
    'AWS4-HMAC-SHA256',
    headers['x-amz-date'],
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ]
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const key = mac(mac(mac(mac(`AWS4${s3Credentials.secretAccessKey}`, day), region), 's3'), 'aws4_request')
  const right = mac(key, toSign.join('\n'))
  return timingSafeEqual(right, Buffer.from(signature, 'hex')) ? undefined : 'the signature is another one'
}
