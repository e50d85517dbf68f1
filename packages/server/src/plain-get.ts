import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * A GET as handlers know it, a Request, of which nothing is made before it is asked for: to make all of it costs more than the
 * rest of a small answer. Its signal aborts where whoever asked has gone before the answer was whole.
 */
class PlainGet {
  readonly #incoming: IncomingMessage
  readonly #outgoing: ServerResponse
  #headers: Headers | undefined
  #signal: AbortSignal | undefined
  #whole: Request | undefined

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.#incoming = incoming
    this.#outgoing = outgoing
  }

  get method(): string {
    return 'GET'
  }

  get url(): string {
    const { socket, headers, url } = this.#incoming
    return `${'encrypted' in socket && socket.encrypted ? 'https' : 'http'}://${headers.host}${url}`
  }

  get headers(): Headers {
    this.#headers ??= headersOf(this.#incoming)
    return this.#headers
  }

  get signal(): AbortSignal {
    this.#signal ??= signalOf(this.#outgoing)
    return this.#signal
  }

  /** By which it answers whatever else is asked of a Request. */
  get whole(): Request {
    this.#whole ??= new Request(this.url, { headers: this.headers, signal: this.signal })
    return this.#whole
  }
}

for (const name of Object.getOwnPropertyNames(Request.prototype)) {
  if (Object.hasOwn(PlainGet.prototype, name)) continue
  Object.defineProperty(PlainGet.prototype, name, {
    get(this: PlainGet) {
      const asked: unknown = Reflect.get(this.whole, name)
      return typeof asked === 'function' ? asked.bind(this.whole) : asked
    },
  })
}

/** Which the compiler cannot see: what it has not by its class it has by the names of Request. */
export function plainGet(incoming: IncomingMessage, outgoing: ServerResponse): Request {
  return new PlainGet(incoming, outgoing) as unknown as Request
}

/** One whose address stands as it is: nothing in it could be written in another way, and its host is one. */
export function isPlainGet({ method, url, headers }: IncomingMessage): boolean {
  return method === 'GET' && url !== undefined && plainUrl.test(url) && plainHost.test(headers.host ?? '')
}

const plainUrl = /^\/[\w/-]*(\?[\w/.&=:-]*)?$/
const plainHost = /^[a-z0-9._-]+(:([1-9]\d{3}|[1-5]\d{4}|6[0-4]\d{3}))?$/

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i]!, rawHeaders[i + 1]!)
  return headers
}

function signalOf(outgoing: ServerResponse): AbortSignal {
  const going = new AbortController()
  const closed = () => {
    if (!outgoing.writableFinished) going.abort()
  }
  if (outgoing.destroyed) closed()
  else outgoing.once('close', closed)
  return going.signal
}
