type Fetch = (request: Request) => Promise<Response>

interface Known {
  readonly tag: string
  readonly body: string
  readonly headers: Headers
}

/** Answers with an entity tag, by their address. Who asks again is sent nothing where it is still so, and has what they had. */
export class KnownAnswers {
  /** In the order of who was asked for last. */
  readonly #known = new Map<string, Known>()
  readonly #fetch: Fetch
  readonly #most: number

  constructor(fetch: Fetch, most = 50) {
    this.#fetch = fetch
    this.#most = most
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    if (request.method !== 'GET') return this.#fetch(request)
    const known = this.#known.get(request.url)
    if (known) request.headers.set('if-none-match', known.tag)
    const answer = await this.#fetch(request)
    if (answer.status === 304 && known) return this.#kept(request.url, known)
    const tag = answer.headers.get('etag')
    if (answer.status !== 200 || tag === null) return answer
    return this.#kept(request.url, { tag, body: await answer.text(), headers: answer.headers })
  }

  clear(): void {
    this.#known.clear()
  }

  #kept(url: string, known: Known): Response {
    this.#known.delete(url)
    this.#known.set(url, known)
    const [oldest] = this.#known.keys()
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest)
    return new Response(known.body, { headers: known.headers })
  }
}
