import { EventEmitter } from 'node:events'
import type pg from 'pg'
import { HeldSession } from './held-session.ts'
import type { QueryJob } from './job.ts'
import type { Stage } from './stage.ts'
import { verdictOf } from './verdict.ts'

type Callback = (error: unknown, result?: unknown) => void

/** What looks like a client of pg to code and to ORMs, on a stage. */
export class HeldClient extends EventEmitter {
  readonly session = new HeldSession(false)
  release: (error?: Error | boolean) => void = () => {}
  readonly #stage: Stage
  #real: pg.PoolClient | undefined
  readonly #parsers = new Map<string, unknown>()

  constructor(stage: Stage) {
    super()
    this.#stage = stage
    this.session.onNotice = (notice) => this.emit('notice', notice)
    this.session.onReal = (client) => this.#listen(client)
  }

  query(config: unknown, values?: unknown, callback?: Callback): unknown {
    if (config === null || config === undefined) throw new TypeError('Client was passed a null or undefined query')
    if (isSubmittable(config)) return this.#submit(config, values, callback)
    const answer = this.#stage.run(this.session, jobOf(config, values, this.#types(config)))
    const tell = callbackOf(config, values, callback)
    if (!tell) return answer.catch(fromHere)
    answer.then(
      // What a callback throws is nobody's rejection: it ends the process, as it does with pg.
      (result) => process.nextTick(tell, null, result),
      (thrown: unknown) => process.nextTick(tell, thrown),
    )
    return undefined
  }

  get user(): string | undefined {
    return this.#stage.client.user
  }
  get database(): string | undefined {
    return this.#stage.client.database
  }
  get host(): string {
    return this.#stage.client.host
  }
  get port(): number {
    return this.#stage.client.port
  }
  get connection(): pg.Connection {
    return this.#stage.client.connection
  }

  connect(callback?: Callback): Promise<never> | undefined {
    const error = new Error('Client has already been connected. You cannot reuse a client.')
    if (!callback) return Promise.reject(error)
    process.nextTick(callback, error)
    return undefined
  }

  end(callback?: Callback): Promise<void> | undefined {
    const ended = this.#stage.end(this.session)
    if (!callback) return ended
    ended.then(() => callback(null), callback)
    return undefined
  }

  getTransactionStatus(): ReturnType<pg.ClientBase['getTransactionStatus']> {
    if (this.#real) return this.#real.getTransactionStatus()
    return ({ idle: 'I', open: 'T', failed: 'E' } as const)[this.session.state]
  }

  escapeIdentifier(text: string): string {
    return this.#stage.driver.escapeIdentifier(text)
  }
  escapeLiteral(text: string): string {
    return this.#stage.driver.escapeLiteral(text)
  }

  setTypeParser(type: number, format: unknown, parse?: unknown): void {
    const [form, parser] = typeof format === 'function' ? ['text', format] : [String(format), parse]
    this.#parsers.set(`${form} ${type}`, parser)
  }
  getTypeParser(type: number, format: 'text' | 'binary' = 'text'): unknown {
    return this.#parsers.get(`${format} ${type}`) ?? this.#stage.client.getTypeParser(type, format)
  }

  ref(): void {}
  unref(): void {}

  /** Says again what the real client says, until it is given back. */
  #listen(client: pg.PoolClient): () => void {
    const heard = (['notice', 'notification', 'end', 'drain', 'error'] as const).map((event) => {
      const say = (...told: unknown[]) => {
        if (event !== 'error' || this.listenerCount(event) > 0) this.emit(event, ...told)
      }
      client.on(event, say)
      return () => client.off(event, say)
    })
    this.#real = client
    return () => {
      this.#real = undefined
      for (const stop of heard) stop()
    }
  }

  #types(config: unknown): unknown {
    if (typeof config === 'object' && config !== null && 'types' in config && config.types) return config.types
    return this.#parsers.size === 0
      ? undefined
      : { getTypeParser: (type: number, format?: 'text' | 'binary') => this.getTypeParser(type, format) }
  }

  /** A cursor or stream keeps the connection between its steps, as only a connection of its own can. */
  #submit(
    query: pg.Submittable & { callback?: unknown; handleError?: (error: unknown) => void },
    values: unknown,
    callback: unknown,
  ): unknown {
    const tell = typeof values === 'function' ? values : callback
    if (tell && !query.callback) query.callback = tell
    const before = this.session.last
    this.session.last = before
      .then(() => this.#stage.move('a cursor or a stream of the driver keeps its connection'))
      .then(() => this.#stage.real(this.session))
      .then((client) => void client.query(query))
      .catch((thrown: unknown) => query.handleError?.(thrown))
    return query
  }
}

export function isSubmittable(config: unknown): config is pg.Submittable {
  return typeof config === 'object' && config !== null && 'submit' in config && typeof config.submit === 'function'
}

function jobOf(given: unknown, values: unknown, types: unknown): QueryJob {
  const config = typeof given === 'object' && given !== null ? { ...given } : { text: given }
  const text = textOf('text' in config ? config.text : undefined) ?? ''
  const name = textOf('name' in config ? config.name : undefined)
  return {
    kind: 'query',
    config: { ...config, callback: undefined, ...(types === undefined ? {} : { types }) },
    values: typeof values === 'function' ? undefined : values,
    text,
    name,
    verdict: verdictOf(text),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function callbackOf(config: unknown, values: unknown, callback: unknown): Callback | undefined {
  for (const one of [values, callback, Reflect.get(Object(config), 'callback')]) if (isCallback(one)) return one
  return undefined
}

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function'
}

/** The stack leads back to who asked, as pg's does. */
function fromHere(thrown: unknown): never {
  if (thrown instanceof Error) Error.captureStackTrace(thrown, fromHere)
  throw thrown
}
