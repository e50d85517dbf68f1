import { createHash } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import { S3Failure } from './s3-failure.ts'
import type { S3Answer, S3Exchange, S3Transport } from './s3-transport.ts'
import { elements, escaped, textOf } from './xml.ts'

export interface S3Place {
  readonly bucket: string
  readonly region: string
  /** Of a store that is not Amazon's; the bucket then stands in the path. */
  readonly endpoint?: string | undefined
}

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

export interface S3Listed {
  readonly key: string
  readonly size: number
  readonly etag: string
  readonly modified: Date
}

export interface S3Head {
  readonly size: number
  readonly etag: string
  /** x-amz-meta-… by their names without that. */
  readonly meta: Readonly<Record<string, string>>
}

export interface S3Body extends S3Head {
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface S3Part {
  readonly number: number
  readonly etag: string
}

interface Asking {
  readonly signal?: AbortSignal | undefined
}

interface Reading extends Asking {
  readonly from?: number | undefined
  /** The last byte is the one before. */
  readonly to?: number | undefined
  /** Of another one it is refused, with 412. */
  readonly etag?: string | undefined
}

interface Writing extends Asking {
  readonly mediaType?: string | undefined
  readonly meta?: Readonly<Record<string, string>> | undefined
}

/** What an answer that is no object may be of. */
const mostAnswer = 16 << 20

/**
 * The few things that are asked of a store that speaks S3: each request is signed in its header, with the hash of what
 * it carries; nothing is ever signed into a URL that others could use. It does not try again.
 */
export class S3Client {
  readonly #place: S3Place
  readonly #credentials: S3Credentials
  readonly #send: S3Transport

  constructor(place: S3Place, credentials: S3Credentials, send: S3Transport) {
    this.#place = place
    this.#credentials = credentials
    this.#send = send
  }

  async put(key: string, bytes: Uint8Array, { mediaType, meta, signal }: Writing = {}): Promise<void> {
    const headers = headersOf({ mediaType, meta })
    await this.#done('put an object', { method: 'PUT', url: this.#urlOf(key), headers, body: bytes, signal })
  }

  async get(key: string, { from, to, etag, signal }: Reading = {}): Promise<S3Body> {
    const range = from === undefined ? {} : { range: `bytes=${from}-${to === undefined ? '' : to - 1}` }
    const headers = { ...range, ...(etag === undefined ? {} : { 'if-match': etag }) }
    const answer = await this.#ask('get an object', { method: 'GET', url: this.#urlOf(key), headers, signal })
    if (from !== undefined && answer.status !== 206) {
      await emptied(answer)
      throw new S3Failure('get a range of an object', answer.status, 'RangeIgnored')
    }
    return { ...headOf(answer), bytes: answer.body }
  }

  /** Undefined where there is none. */
  async head(key: string, { signal }: Asking = {}): Promise<S3Head | undefined> {
    try {
      const answer = await this.#ask('look at an object', {
        method: 'HEAD',
        url: this.#urlOf(key),
        headers: {},
        signal,
      })
      await emptied(answer)
      return headOf(answer)
    } catch (thrown) {
      if (thrown instanceof S3Failure && thrown.isMissing && thrown.code !== 'NoSuchBucket') return undefined
      throw thrown
    }
  }

  /** One that is not there is gone as well. */
  async delete(key: string, { signal }: Asking = {}): Promise<void> {
    try {
      await this.#done('delete an object', { method: 'DELETE', url: this.#urlOf(key), headers: {}, signal })
    } catch (thrown) {
      if (!(thrown instanceof S3Failure && thrown.code === 'NoSuchKey')) throw thrown
    }
  }

  /** By key, from after `after` on. */
  async *list(
    prefix: string,
    { after, page = 1000, signal }: Asking & { readonly after?: string | undefined; readonly page?: number } = {},
  ): AsyncGenerator<S3Listed> {
    for (let marker = after; ; ) {
      const query = { prefix, 'max-keys': String(page), 'encoding-type': 'url', ...(marker ? { marker } : {}) }
      const url = this.#urlOf('', query)
      const xml = await this.#text('list a bucket', { method: 'GET', url, headers: {}, signal })
      const isEncoded = textOf(xml, 'EncodingType') === 'url'
      const found = elements(xml, 'Contents').map((one) => listedOf(one, isEncoded))
      yield* found
      marker = found.at(-1)?.key
      if (textOf(xml, 'IsTruncated') !== 'true' || marker === undefined) return
    }
  }

  /** The id of an upload in parts: nothing of it is seen before it is completed. */
  async begin(key: string, { mediaType, meta, signal }: Writing = {}): Promise<string> {
    const url = this.#urlOf(key, { uploads: '' })
    const xml = await this.#text('begin an upload', {
      method: 'POST',
      url,
      headers: headersOf({ mediaType, meta }),
      signal,
    })
    const upload = textOf(xml, 'UploadId')
    if (upload === undefined) throw new S3Failure('begin an upload', 200, 'UploadIdMissing')
    return upload
  }

  /** From 1. Of one that is put again the last one counts. */
  async part(key: string, upload: string, number: number, bytes: Uint8Array, { signal }: Asking = {}): Promise<S3Part> {
    const url = this.#urlOf(key, { partNumber: String(number), uploadId: upload })
    const answer = await this.#ask('upload a part', { method: 'PUT', url, headers: {}, body: bytes, signal })
    await emptied(answer)
    return { number, etag: answer.headers.etag ?? '' }
  }

  async complete(key: string, upload: string, parts: readonly S3Part[], { signal }: Asking = {}): Promise<void> {
    const listed = parts.map(
      ({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`,
    )
    const body = Buffer.from(`<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`)
    const url = this.#urlOf(key, { uploadId: upload })
    const headers = { 'content-type': 'application/xml' }
    const xml = await this.#text('complete an upload', { method: 'POST', url, headers, body, signal })
    // It may answer 200 before it knows, and say in the body that it failed.
    if (/<Error[\s>]/.test(xml)) throw new S3Failure('complete an upload', 500, textOf(xml, 'Code'))
  }

  /** What was uploaded goes; one that is not there is gone as well. */
  async abort(key: string, upload: string, { signal }: Asking = {}): Promise<void> {
    try {
      const url = this.#urlOf(key, { uploadId: upload })
      await this.#done('abort an upload', { method: 'DELETE', url, headers: {}, signal })
    } catch (thrown) {
      if (!(thrown instanceof S3Failure && thrown.isMissing)) throw thrown
    }
  }

  #urlOf(key: string, query: Readonly<Record<string, string>> = {}): URL {
    const { bucket, region, endpoint } = this.#place
    // No certificate of Amazon's is of a name with more dots than it has.
    const own = bucket.includes('.') ? `https://s3.${region}.amazonaws.com` : undefined
    const base =
      endpoint === undefined && own === undefined
        ? `https://${bucket}.s3.${region}.amazonaws.com`
        : `${(endpoint ?? own ?? '').replace(/\/+$/, '')}/${bucket}`
    const url = new URL(`${base}/${key.split('/').map(segment).join('/')}`)
    const asked = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`)
    url.search = asked.join('&')
    return url
  }

  async #ask(operation: string, { headers, body, ...exchange }: S3Exchange): Promise<S3Answer> {
    const { region } = this.#place
    const { accessKeyId, secretAccessKey, sessionToken } = this.#credentials
    const hash = createHash('sha256')
      .update(body ?? '')
      .digest('hex')
    const signer = new AwsV4Signer({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      method: exchange.method,
      url: exchange.url.href,
      headers: { ...headers, 'x-amz-content-sha256': hash },
      service: 's3',
      region,
    })
    const signed = await signer.sign()
    const answer = await this.#send({ ...exchange, url: signed.url, headers: Object.fromEntries(signed.headers), body })
    if (answer.status >= 200 && answer.status < 300) return answer
    const told = await wholeText(answer)
    throw new S3Failure(operation, answer.status, textOf(told, 'Code'))
  }

  async #text(operation: string, exchange: S3Exchange): Promise<string> {
    return wholeText(await this.#ask(operation, exchange))
  }

  async #done(operation: string, exchange: S3Exchange): Promise<void> {
    await emptied(await this.#ask(operation, exchange))
  }
}

/** A part of a path; `.` and `..` would be taken for folders by whatever reads the URL. */
function segment(text: string): string {
  if (text === '.' || text === '..') throw new S3Failure('name an object', 400, 'InvalidKey')
  return encoded(text)
}

/** As signatures have it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}

function headersOf({ mediaType, meta = {} }: Writing): Record<string, string> {
  const said = Object.entries(meta).map(([name, value]) => [`x-amz-meta-${name}`, value])
  return { ...Object.fromEntries(said), ...(mediaType === undefined ? {} : { 'content-type': mediaType }) }
}

function headOf({ headers }: S3Answer): S3Head {
  const whole = /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? headers['content-length']
  const meta = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), value] as const] : [],
  )
  return { size: Number(whole ?? Number.NaN), etag: headers.etag ?? '', meta: Object.fromEntries(meta) }
}

function listedOf(xml: string, isEncoded: boolean): S3Listed {
  const key = textOf(xml, 'Key') ?? ''
  return {
    key: isEncoded ? decodeURIComponent(key.replaceAll('+', ' ')) : key,
    size: Number(textOf(xml, 'Size') ?? Number.NaN),
    etag: textOf(xml, 'ETag') ?? '',
    modified: new Date(textOf(xml, 'LastModified') ?? Number.NaN),
  }
}

async function wholeText({ body }: S3Answer): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > mostAnswer) throw new S3Failure('read an answer', 502, 'AnswerTooLarge')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}

async function emptied(answer: S3Answer): Promise<void> {
  await wholeText(answer)
}
