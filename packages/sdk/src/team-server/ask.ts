import { codeOf, isError, messageOf, UnderstudyError } from '../errors.ts'
import { refusalOf } from './refusal.ts'
import type { TeamServer } from './team-server.ts'

export interface Question {
  /** For people: `take a lease of "customers"`. */
  readonly doing: string
  readonly method: 'get' | 'post' | 'delete'
  /** Names below the team, one a segment. */
  readonly path: readonly string[]
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: Readonly<Record<string, unknown>>
  /** Of everything that is sent for one thing, so that what is done is done once however often it is asked for. */
  readonly idempotencyKey?: string
  /** Milliseconds for one attempt, with the whole answer. */
  readonly timeout: number
  /** Attempts after the first. */
  readonly retries: number
  readonly signal?: AbortSignal | undefined
}

const again = [408, 425, 429, 500, 502, 503, 504]
const longestWait = 30_000
/** What a test takes into its memory. */
const mostBytes = 256 << 20

interface Answer {
  readonly body: Buffer
  readonly headers: Headers
}

export async function ask(server: TeamServer, question: Question): Promise<Buffer> {
  return (await answerTo(server, question)).body
}

/** Asks a server about a team's data, again where that may help. The answer is whole, or it is an error. */
export async function answerTo(server: TeamServer, question: Question): Promise<Answer> {
  const { doing, method, body, idempotencyKey, timeout, retries, signal } = question
  const url = urlOf(server, question)
  const { default: ky, isHTTPError, isTimeoutError } = await import('ky')
  try {
    const response = await ky(url, {
      method,
      ...(body && { json: body }),
      headers: {
        authorization: `Bearer ${server.key}`,
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      // A redirect would carry the key to somebody else.
      redirect: 'manual',
      timeout,
      ...(signal && { signal }),
      fetch: (input, init) => whole(doing, new Request(input, init)),
      retry: {
        limit: retries,
        methods: ['get', 'post', 'delete'],
        statusCodes: again,
        afterStatusCodes: [429, 503],
        maxRetryAfter: longestWait,
        delay: (count) => 100 * 2 ** count,
        jitter: true,
        retryOnTimeout: true,
        shouldRetry: ({ error }) => (signal?.aborted || error instanceof UnderstudyError ? false : undefined),
      },
    })
    return { body: Buffer.from(await response.arrayBuffer()), headers: response.headers }
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) throw thrown
    if (signal?.aborted) throw cancelled(doing, thrown)
    if (isHTTPError(thrown)) throw await refusalOf(server, doing, thrown.response)
    const why = isTimeoutError(thrown)
      ? `did not answer within ${timeout} ms`
      : `could not be reached (${reason(thrown)})`
    throw unreachable(server, doing, why, thrown)
  }
}

export function unreachable(server: TeamServer, doing: string, why: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('TEAM_SERVER_UNREACHABLE', {
    operation: doing,
    at: server.url,
    message: `the server at ${server.url} ${why}, asked to ${doing}`,
    details: { url: server.url, team: server.team },
    cause,
  })
}

function urlOf({ url, team }: TeamServer, { doing, path, query = {} }: Question): URL {
  const segments = ['api', 'teams', team, ...path]
  // These are no segments of their own, and would lead to another place.
  const wrong = segments.find((name) => name === '' || name === '.' || name === '..')
  if (wrong !== undefined) {
    throw new UnderstudyError('USAGE', {
      operation: doing,
      message: `${JSON.stringify(wrong)} cannot be a name in an address`,
      hint: 'Give the id of the team or the dataset.',
    })
  }
  const found = new URL(`${url}/${segments.map(encodeURIComponent).join('/')}`)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) found.searchParams.set(name, String(value))
  }
  return found
}

/** One attempt, to the last byte of its answer: an answer that is cut off is an attempt that failed. */
async function whole(doing: string, request: Request): Promise<Response> {
  const response = await fetch(request)
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.length
    if (bytes > mostBytes) throw tooMuch(doing)
    pieces.push(piece)
  }
  const { status, statusText, headers } = response
  return new Response(bytes === 0 ? null : Buffer.concat(pieces), { status, statusText, headers })
}

function tooMuch(doing: string): UnderstudyError {
  return new UnderstudyError('TEST_DATA_FAILED', {
    operation: doing,
    message: `the answer has more than ${mostBytes >> 20} MB, which is more than a test takes into its memory`,
    hint: 'Name an entity and a filter, or prepare the database once from an export.',
  })
}

function cancelled(doing: string, cause: unknown): UnderstudyError {
  return new UnderstudyError('CANCELLED', { operation: doing, message: 'the request was cancelled', cause })
}

/** fetch says no more than "fetch failed"; its cause knows the reason. */
function reason(thrown: unknown): string {
  const cause = isError(thrown) ? thrown.cause : undefined
  return codeOf(cause) ?? messageOf(isError(cause) ? cause : thrown)
}
