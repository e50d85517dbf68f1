import ky, { HTTPError, type KyInstance, TimeoutError } from 'ky'
import { addressOf } from './address.ts'
import { clientError, errorOfAnswer } from './api-error.ts'
import type { Method } from './endpoints.ts'

export interface ClientOptions {
  /** An API key, or the access token of a session. A page of the server itself needs none: it has cookies. */
  readonly key?: string | undefined
  /** How often a request is sent again, where that does no harm. */
  readonly retries?: number | undefined
  /** Until an answer begins. */
  readonly timeoutMs?: number | undefined
  /** In place of the runtime's own. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
}

/** Of one request. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined
  /** Names this request: whoever sends the same one again under it gets the first one's answer, and nothing happens twice. */
  readonly idempotencyKey?: string | undefined
  /** The ETag of what is to be changed: where it is something else by now, nothing is done (412). */
  readonly ifMatch?: string | undefined
}

export interface Message {
  readonly param?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly json?: unknown
  readonly body?: string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array> | undefined
  readonly headers?: Readonly<Record<string, string>>
}

export interface Connection {
  /** An answer of success. Everything else is thrown, as an ApiError; what the caller's signal ended, with its reason. */
  send(method: Method, path: string, message: Message, options?: RequestOptions): Promise<Response>
}

const repeated = ['get', 'put', 'delete', 'post'] as const

/** What is wrong for a while only. 409 with Retry-After: the first one of this request is still at work. */
function passes(answer: Response): boolean {
  return [429, 502, 503, 504].includes(answer.status) || (answer.status === 409 && answer.headers.has('retry-after'))
}

export function connect(url: string, options: ClientOptions = {}): Connection {
  const { key, retries = 4, timeoutMs = 60_000, fetch = (request) => globalThis.fetch(request) } = options
  const base = `${url.replace(/\/+$/, '')}/api`
  const bearer = key === undefined ? {} : { authorization: `Bearer ${key.trim()}` }
  const http: KyInstance = ky.create({
    fetch: (input, init) => fetch(new Request(input, init)),
    timeout: timeoutMs,
    headers: bearer,
    retry: {
      limit: retries,
      methods: [...repeated],
      statusCodes: [409, 429, 502, 503, 504],
      afterStatusCodes: [409, 429, 503],
      maxRetryAfter: 30_000,
      backoffLimit: 5000,
      jitter: true,
      retryOnTimeout: true,
      shouldRetry: ({ error }) => (error instanceof HTTPError && !passes(error.response) ? false : undefined),
    },
  })

  return {
    async send(method, path, { param, query, json, body, headers: given = {} }, asked = {}) {
      const { signal, idempotencyKey, ifMatch } = asked
      const address = base + addressOf(path, param, query)
      // A session is begun and gone on with once for each time that somebody says so.
      const ofSessions = path.startsWith('/auth/')
      const name = idempotencyKey ?? (method === 'post' && !ofSessions ? crypto.randomUUID() : undefined)
      const headers = {
        ...given,
        ...(name === undefined ? {} : { 'idempotency-key': name }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      }
      const init = { method, headers, ...(signal === undefined ? {} : { signal }) }
      try {
        // A stream is there once: to be sent again it would have to be kept in memory.
        if (body instanceof ReadableStream)
          return await accepted(await fetch(streamed(address, { ...init, headers: { ...bearer, ...headers }, body })))
        return await http(address, {
          ...init,
          ...(json === undefined ? {} : { json }),
          ...(body === undefined ? {} : { body }),
          ...(ofSessions ? { retry: 0 } : {}),
        })
      } catch (thrown) {
        if (signal?.aborted) throw signal.reason
        if (thrown instanceof HTTPError) throw await errorOfAnswer(thrown.response)
        if (thrown instanceof TimeoutError || thrown instanceof TypeError) {
          throw clientError('SERVER_UNREACHABLE', `the server at ${url} does not answer`, thrown)
        }
        throw thrown
      }
    },
  }
}

/** `duplex` is of fetch's standard, and not of the types of a Request. */
function streamed(address: string, init: RequestInit): Request {
  const options: RequestInit & { duplex: 'half' } = { ...init, duplex: 'half' }
  return new Request(address, options)
}

async function accepted(answer: Response): Promise<Response> {
  if (!answer.ok) throw await errorOfAnswer(answer)
  return answer
}

/** The JSON of an answer; undefined where there is none. */
export async function bodyOf(answer: Response, signal?: AbortSignal): Promise<unknown> {
  const text = await unbroken(answer.text(), signal)
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw clientError(
      'ANSWER_NOT_UNDERSTOOD',
      'the answer is not the JSON that Understudy sends',
      thrown,
      answer.status,
    )
  }
}

/** A body that ends before its end rejects with a TypeError. */
export async function unbroken<Result>(reading: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  try {
    return await reading
  } catch (thrown) {
    if (signal?.aborted) throw signal.reason
    throw clientError('ANSWER_BROKEN_OFF', 'the answer broke off before its end', thrown)
  }
}
