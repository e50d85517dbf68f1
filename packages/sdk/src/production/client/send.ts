import { randomUUID } from 'node:crypto'
import type { TestApiSecret } from '../../context/test-config.ts'
import { codeOf, isError, messageOf, UnderstudyError } from '../../errors.ts'
import { digitsOfBigints } from '../serialized.ts'
import { signatureOf } from '../sign.ts'
import { wire } from '../wire.ts'
import type { Budget } from './budget.ts'
import { type Endpoint, urlOf } from './endpoint.ts'
import { refusalOf } from './refusal.ts'

/** How requests reach the API; the global fetch when not said. */
export type Fetch = (request: Request) => Promise<Response>

export interface Line {
  readonly endpoint: Endpoint
  readonly secret: TestApiSecret
  readonly budget: Budget
  /** Milliseconds for one attempt, with the whole answer. */
  readonly timeout: number
  /** Attempts after the first. */
  readonly retries: number
  readonly fetch: Fetch | undefined
  /** After every attempt; status 0 where there was no answer. */
  onRequest(request: { readonly operation: string; readonly status: number; readonly milliseconds: number }): void
}

export interface Question {
  /** For people: "create builders in production". */
  readonly doing: string
  readonly operation: string
  readonly testId: string
  readonly body: Readonly<Record<string, unknown>>
  readonly idempotencyKey?: string | undefined
  readonly shadow?: boolean | undefined
  readonly removes?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

const again = [408, 409, 425, 429, 500, 502, 503, 504]
const longestWait = 30_000

/**
 * Asks the API once, however many attempts that takes. Each attempt is signed anew, since a nonce is good for one; all of
 * them carry the same idempotency key, so that a creation whose answer was lost is not repeated.
 */
export async function send(line: Line, question: Question): Promise<unknown> {
  const { doing, signal, removes = false } = question
  const url = urlOf(line.endpoint, question.operation)
  const body = bytesOf(question)
  const { default: ky, isHTTPError, isTimeoutError } = await import('ky')
  try {
    const ask = () =>
      ky.post(url, {
        body,
        headers: headersOf(question),
        // A redirect would carry signed test data to somebody else.
        redirect: 'manual',
        timeout: line.timeout,
        ...(signal && { signal }),
        fetch: (input, init) => attempt(line, question, new Request(input, init)),
        hooks: {
          beforeRequest: [
            (request) => {
              line.budget.spend(doing, removes)
              sign(request, line.secret, question, body)
            },
          ],
        },
        retry: {
          limit: line.retries,
          methods: ['post'],
          statusCodes: again,
          afterStatusCodes: [409, 429, 503],
          maxRetryAfter: longestWait,
          delay: (count) => 100 * 2 ** count,
          jitter: true,
          retryOnTimeout: true,
          shouldRetry: ({ error }) => {
            if (signal?.aborted || error instanceof UnderstudyError) return false
            // A conflict passes only where the API says that it does.
            const lasting = isHTTPError(error) && error.response.status === 409
            return lasting && !error.response.headers.has('Retry-After') ? false : undefined
          },
        },
      })
    return await parsed(doing, await line.budget.turn(ask, removes))
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) throw thrown
    if (signal?.aborted) throw cancelled(doing, thrown)
    if (isHTTPError(thrown)) throw await refusalOf(doing, thrown.response)
    throw unreachable(
      doing,
      line,
      isTimeoutError(thrown) ? `did not answer within ${line.timeout} ms` : `could not be reached: ${reasonOf(thrown)}`,
      thrown,
    )
  }
}

/** One attempt, to the last byte of its answer: an answer that is cut off is an attempt that failed. */
async function attempt(line: Line, { operation }: Question, request: Request): Promise<Response> {
  const start = performance.now()
  let status = 0
  try {
    const response = await (line.fetch ?? fetch)(request)
    const whole = await response.arrayBuffer()
    status = response.status
    const { statusText, headers } = response
    return new Response(whole.byteLength === 0 ? null : whole, { status, statusText, headers })
  } finally {
    line.onRequest({ operation, status, milliseconds: performance.now() - start })
  }
}

function headersOf({ testId, idempotencyKey, shadow }: Question): Record<string, string> {
  const { headers } = wire
  return {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    [headers.mode]: 'true',
    [headers.testId]: testId,
    ...(idempotencyKey !== undefined && { [headers.idempotency]: idempotencyKey }),
    ...(shadow && { [headers.shadow]: 'true' }),
  }
}

function sign(request: Request, { id, key }: TestApiSecret, question: Question, body: Uint8Array): void {
  const { pathname, search } = new URL(request.url)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomUUID()
  const signature = signatureOf(key, {
    method: request.method,
    path: pathname + search,
    testId: question.testId,
    timestamp,
    nonce,
    idempotencyKey: question.idempotencyKey ?? '',
    shadow: question.shadow ? 'true' : '',
    body,
  })
  const { headers } = wire
  request.headers.set(headers.key, id)
  request.headers.set(headers.timestamp, timestamp)
  request.headers.set(headers.nonce, nonce)
  request.headers.set(headers.signature, signature)
}

function bytesOf({ body, doing }: Question): Uint8Array<ArrayBuffer> {
  try {
    return new TextEncoder().encode(JSON.stringify(body, digitsOfBigints))
  } catch (thrown) {
    throw new UnderstudyError('ENTITY_INVALID', {
      operation: doing,
      message: `The input cannot be written as JSON: ${messageOf(thrown)}`,
      hint: 'Give plain values: text, numbers, booleans, null, lists and objects.',
    })
  }
}

async function parsed(doing: string, response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (thrown) {
    throw new UnderstudyError('TEST_API_UNREACHABLE', {
      operation: doing,
      message: 'What answered is no test data API: it did not answer with JSON',
      cause: thrown,
    })
  }
}

function cancelled(doing: string, cause: unknown): UnderstudyError {
  return new UnderstudyError('CANCELLED', {
    operation: doing,
    message: 'The request to production was cancelled',
    cause,
  })
}

function unreachable(doing: string, { endpoint }: Line, what: string, cause: unknown): UnderstudyError {
  const { baseUrl, basePath } = endpoint
  return new UnderstudyError('TEST_API_UNREACHABLE', {
    operation: doing,
    message: `The test data API at ${baseUrl}${basePath} ${what}`,
    details: { baseUrl, basePath },
    cause,
  })
}

/** fetch says no more than "fetch failed"; its cause knows the reason. */
function reasonOf(thrown: unknown): string {
  const cause = isError(thrown) ? thrown.cause : undefined
  return codeOf(cause) ?? messageOf(isError(cause) ? cause : thrown)
}
