import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { refusal } from './answer.ts'
import { Refused } from './refused.ts'

/** Express and others shorten `url` to what is below a mount, and keep the whole here. */
type Incoming = IncomingMessage & { readonly originalUrl?: string }

/**
 * A handler of Request and Response as a listener of node:http, for Express too. It must come before anything that reads
 * bodies: what is signed are the bytes that were sent.
 */
export function nodeListener(
  handler: (request: Request) => Promise<Response>,
): (incoming: Incoming, outgoing: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const response = incoming.readableDidRead ? alreadyRead() : await handler(requestOf(incoming))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  }
}

function requestOf(incoming: Incoming): Request {
  const path = incoming.originalUrl ?? incoming.url ?? '/'
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const { method = 'GET' } = incoming
  const bodiless = method === 'GET' || method === 'HEAD'
  // The host is whatever was sent, and nothing here depends on it; put together as text, a path cannot become one.
  return new Request(`http://localhost${path.startsWith('/') ? path : `/${path}`}`, {
    method,
    headers,
    ...(bodiless ? {} : { body: streamOf(incoming), duplex: 'half' }),
  })
}

/** The two declarations of a web stream, Node's and fetch's, are of the same thing. */
function streamOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return Readable.toWeb(incoming) as ReadableStream<Uint8Array>
}

function alreadyRead(): Response {
  const refused = new Refused(500, 'TEST_API_FAILED', {
    message: 'The body was read before it came to the test data API',
    hint: 'Mount the test data API before what reads bodies, such as express.json().',
  })
  return refusal(refused, randomUUID(), Date.now())
}
