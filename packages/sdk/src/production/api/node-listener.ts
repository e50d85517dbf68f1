import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { refusal } from './answer.ts'
import { Refused } from './refused.ts'

/** Milliseconds in which the rest of a refused body may come. */
const patience = 5000

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
    if (!incoming.complete) dropRest(incoming)
  }
}

/**
 * Whoever is refused before all was read still sends the rest, and reads the answer only then: so it is let in and
 * dropped, for a while.
 */
function dropRest(incoming: Incoming): void {
  incoming.resume()
  const late = setTimeout(() => incoming.destroy(), patience).unref()
  incoming.once('close', () => clearTimeout(late))
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

/** Reads when it is asked to and not before; cancelled, it leaves the connection as it is. */
function streamOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = incoming.iterator({ destroyOnReturn: false })
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await chunks.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

function alreadyRead(): Response {
  const refused = new Refused(500, 'TEST_API_FAILED', {
    message: 'The body was read before it came to the test data API',
    hint: 'Mount the test data API before what reads bodies, such as express.json().',
  })
  return refusal(refused, randomUUID(), Date.now())
}
