import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'

type Given = OutgoingHttpHeaders | OutgoingHttpHeader[]
type StoreHeader = (this: ServerResponse, firstLine: string, headers: unknown) => void

/** Headers as they are sent: lines, each ended by CR LF, and their names in lower case. Whoever makes them sees that they are good. */
export interface Borne {
  readonly lines: string
  readonly names: ReadonlySet<string>
}

/**
 * An answer by a socket that bears certain headers, whoever writes it and whatever else that says. They are behind its
 * first line before Node adds the others: Node would look at each name and value of theirs again for every answer, a tenth
 * of what a small one costs.
 */
export class BearingResponse extends ServerResponse {
  #borne: Borne | undefined
  #type = ''

  /** They stand for what else is said under these names. */
  bear(headers: Borne): void {
    this.#borne = headers
  }

  /** Answers by a text where nothing else is to be thought of; false where somebody else has to. */
  sends(status: number, headers: unknown, text: string): boolean {
    const bearsText = this.useChunkedEncodingByDefault && status >= 200 && status !== 204 && status !== 304
    const type = this.#borne && bearsText && isRecord(headers) ? typeAlone(headers) : undefined
    if (type === undefined || this.getHeaderNames().length > 0) return false
    this.#type = type
    this.statusCode = status
    this.end(text)
    return true
  }

  override writeHead(status: number, said?: string | Given, more?: Given): this {
    if (this.#type !== '' && said === undefined) return super.writeHead(status)
    const type = more === undefined && this.#borne && typeof said === 'object' ? typeAlone(said) : undefined
    if (type !== undefined && this.getHeaderNames().length === 0) {
      this.#type = type
      return super.writeHead(status)
    }
    const names = this.#borne?.names
    const given = typeof said === 'string' ? more : said
    const others = names && given ? without(names, given) : given
    if (names) for (const name of this.getHeaderNames()) if (names.has(name)) this.removeHeader(name)
    return typeof said === 'string' ? super.writeHead(status, said, others) : super.writeHead(status, others)
  }

  /** A short text without other letters is the same bytes in Latin-1, which Node copies and need not encode. */
  override end(body?: unknown, encoding?: unknown, done?: unknown): this {
    const isAscii = typeof body === 'string' && body.length <= short && Buffer.byteLength(body) === body.length
    return endAs.call(this, body, encoding === undefined && isAscii ? 'latin1' : encoding, done)
  }

  /** By which Node makes the head of an answer, after `writeHead()` and without it. */
  _storeHeader(firstLine: string, headers: unknown): void {
    storeHeader.call(this, this.#borne === undefined ? firstLine : firstLine + this.#borne.lines + this.#type, headers)
  }
}

/** What most answers are, as it is sent: of any other, Node looks at each letter. */
const types = new Map(['application/json'].map((type) => [type, `Content-Type: ${type}\r\n`]))

/** The line of a type that is all that is said of an answer. */
function typeAlone(given: Given): string | undefined {
  let line: string | undefined
  for (const name in given) {
    if (name !== 'Content-Type' || Array.isArray(given)) return undefined
    line = types.get(String(given[name]))
  }
  return line
}

function isRecord(headers: unknown): headers is OutgoingHttpHeaders {
  return typeof headers === 'object' && headers !== null && !(headers instanceof Headers)
}

const short = 1 << 14
/** The types of Node name each way to call it; whichever was chosen is handed on as it is. */
const endAs = ServerResponse.prototype.end as (this: ServerResponse, ...given: unknown[]) => never

const storeHeader = storeHeaderOfNode()

/** A Node without it would answer without the headers that guard: with it nothing is served. */
function storeHeaderOfNode(): StoreHeader {
  const found: unknown = Reflect.get(ServerResponse.prototype, '_storeHeader')
  if (typeof found !== 'function') throw new Error('this Node makes the head of an answer in another way')
  return found as StoreHeader
}

function without(names: ReadonlySet<string>, given: Given): Given {
  if (Array.isArray(given)) {
    const kept: OutgoingHttpHeader[] = []
    for (let i = 0; i < given.length; i += 2) {
      if (!names.has(String(given[i]).toLowerCase())) kept.push(given[i]!, given[i + 1]!)
    }
    return kept
  }
  for (const name in given) if (names.has(name.toLowerCase())) return pruned(names, given)
  return given
}

function pruned(names: ReadonlySet<string>, given: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.has(name.toLowerCase())))
}
