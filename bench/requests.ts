import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'

export interface Asking {
  readonly url: string
  readonly key?: string | undefined
}

/** Connections that stay until `close`, so many at once. */
export class Requests {
  #agent: Agent
  readonly #connections: number

  constructor(connections: number) {
    this.#connections = connections
    this.#agent = this.#fresh()
  }

  /** What comes next goes over connections of its own: what came before tells nothing. */
  renew(): void {
    this.#agent.destroy()
    this.#agent = this.#fresh()
  }

  /** As many requests as there are, over all connections; seconds. */
  async all(count: number, one: (i: number) => Asking): Promise<number> {
    const started = performance.now()
    let next = 0
    const lane = async () => {
      for (let i = next++; i < count; i = next++) await this.read(one(i))
    }
    await Promise.all(Array.from({ length: this.#connections }, lane))
    return (performance.now() - started) / 1000
  }

  /** The whole answer, which has to be a good one. */
  async read(asking: Asking): Promise<Buffer> {
    const pieces: Buffer[] = []
    for await (const piece of await this.#ask(asking)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  /** Bytes and hash of an answer that is not kept; without a hash its time is the server's. */
  async drain(asking: Asking, hashed: boolean): Promise<{ bytes: number; hash: string; seconds: number }> {
    const started = performance.now()
    const hash = createHash('md5')
    let bytes = 0
    for await (const piece of await this.#ask(asking)) {
      bytes += piece.length
      if (hashed) hash.update(piece)
    }
    return { bytes, hash: hashed ? hash.digest('hex') : '', seconds: (performance.now() - started) / 1000 }
  }

  close(): void {
    this.#agent.destroy()
  }

  #fresh(): Agent {
    return new Agent({ keepAlive: true, maxSockets: this.#connections })
  }

  async #ask({ url, key }: Asking): Promise<IncomingMessage> {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
    const [answer] = await once(get(url, { agent: this.#agent, headers }), 'response')
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`)
    return answer
  }
}
