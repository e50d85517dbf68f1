import type pg from 'pg'
import { HeldClient, isSubmittable } from './held-client.ts'
import type { Stage } from './stage.ts'

type Connected = (error: unknown, client?: unknown, release?: (error?: Error | boolean) => void) => void

/** As many as pg's own pool has when nobody says otherwise. */
const most = 10

/**
 * What looks like a pool of pg to code and to ORMs, on a stage. It is one of pg's pools by its class, since some drivers
 * ask for that; it never opens a connection. After an upgrade it gives out connections of the clone's own pool.
 */
export function heldPool(stage: Stage): pg.Pool {
  const { driver } = stage
  class HeldPool extends driver.Pool {
    readonly #idle: HeldClient[] = []
    readonly #taken = new Set<HeldClient>()
    readonly #waiting: Connected[] = []
    #ending = false
    #whenEnded: () => void = () => {}

    constructor() {
      super({ max: most })
      const show = (name: string, get: () => unknown) => Object.defineProperty(this, name, { get, configurable: true })
      show('totalCount', () => stage.pool?.totalCount ?? this.#idle.length + this.#taken.size)
      show('idleCount', () => stage.pool?.idleCount ?? this.#idle.length)
      show('waitingCount', () => stage.pool?.waitingCount ?? this.#waiting.length)
      show('expiredCount', () => 0)
      show('ending', () => this.#ending)
      show('ended', () => this.#ending && this.#taken.size === 0)
      stage.onMoved = (pool) => {
        for (const event of ['connect', 'acquire', 'release', 'remove'])
          pool.on(event as 'connect', (...told: unknown[]) => void this.emit(event, ...told))
        for (const client of this.#idle.splice(0)) stage.giveBack(client.session)
        for (const tell of this.#waiting.splice(0)) this.#take(tell)
      }
    }

    override connect(callback?: unknown): Promise<pg.PoolClient> & undefined {
      if (isConnected(callback)) {
        this.#take(callback)
        return nothing()
      }
      return promised((tell) => this.#take(tell))
    }

    override query(config: unknown, values?: unknown, callback?: unknown): never {
      if (typeof config === 'function') {
        const error = new Error('Passing a function as the first parameter to pool.query is not supported')
        return promised((tell) => setImmediate(tell, error)) as never
      }
      if (isSubmittable(config)) {
        this.#take((error, client, release) => {
          const tell = [values, callback].find((one) => typeof one === 'function')
          const over = (thrown: unknown, result?: unknown) => {
            release?.()
            tell?.(thrown, result)
          }
          if (error) Reflect.get(config, 'handleError')?.call(config, error)
          else if (isQuerying(client)) client.query(config, over, undefined)
        })
        return config as never
      }
      const tell = [values, callback].find((one) => typeof one === 'function')
      const given = typeof values === 'function' ? undefined : values
      const answer: Promise<unknown> = promised((done) =>
        this.#take((error, client, release) => {
          if (error || !isQuerying(client)) return done(error)
          const over = (thrown: unknown, result?: unknown) => {
            release?.()
            done(thrown, result)
          }
          try {
            client.query(config, given, over)
          } catch (thrown) {
            over(thrown)
          }
        }),
      )
      if (typeof tell !== 'function') return answer as never
      answer.then(
        (result) => process.nextTick(() => tell(undefined, result)),
        (thrown: unknown) => process.nextTick(() => tell(thrown)),
      )
      return nothing() as never
    }

    override end(callback?: unknown): Promise<void> & undefined {
      const ended = this.#ending
        ? Promise.reject(new Error('Called end on pool more than once'))
        : new Promise<void>((resolve) => {
            this.#ending = true
            if (this.#taken.size === 0) resolve()
            else this.#whenEnded = resolve
          })
      if (typeof callback !== 'function') return ended as never
      ended.then(
        () => callback(),
        (thrown: unknown) => callback(thrown),
      )
      return nothing()
    }

    #take(tell: Connected): void {
      if (this.#ending) {
        tell(new Error('Cannot use a pool after calling end on the pool'))
        return
      }
      if (stage.pool) {
        stage.pool.connect(tell as never)
        return
      }
      if (this.#idle.length === 0 && this.#taken.size >= most) {
        this.#waiting.push(tell)
        return
      }
      const known = this.#idle.pop()
      const client = known ?? new HeldClient(stage)
      this.#taken.add(client)
      let released = false
      client.release = (error) => {
        if (released) throw new Error('Release called on client which has already been released to the pool.')
        released = true
        this.#back(client, error)
      }
      process.nextTick(() => {
        if (!known) this.emit('connect', client)
        this.emit('acquire', client)
        tell(undefined, client, client.release)
      })
    }

    #back(client: HeldClient, error: Error | boolean | undefined): void {
      this.#taken.delete(client)
      this.emit('release', error, client)
      if (error) {
        // What fails here fails with the connection, which the next statement tells.
        stage.end(client.session).catch(() => {})
        this.emit('remove', client)
      } else if (stage.pool) stage.giveBack(client.session)
      else this.#idle.push(client)
      const next = this.#waiting.shift()
      if (next) this.#take(next)
      if (this.#ending && this.#taken.size === 0) this.#whenEnded()
    }
  }
  return new HeldPool()
}

function promised<T>(work: (tell: (error: unknown, value?: T) => void) => void): Promise<T> & undefined {
  const promise = new Promise((resolve, reject) => {
    work((error, value) => (error ? reject(error) : resolve(value)))
  }).catch((thrown: unknown) => {
    if (thrown instanceof Error) Error.captureStackTrace(thrown)
    throw thrown
  })
  return promise as Promise<T> & undefined
}

/** pg's methods answer a promise or nothing, by whether they got a callback; one type of both suits its overloads. */
function nothing(): Promise<never> & undefined {
  return undefined as unknown as Promise<never> & undefined
}

function isConnected(value: unknown): value is Connected {
  return typeof value === 'function'
}

function isQuerying(
  client: unknown,
): client is { query(config: unknown, values: unknown, callback: unknown): unknown } {
  return client !== undefined
}
