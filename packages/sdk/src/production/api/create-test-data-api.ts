import { randomUUID } from 'node:crypto'
import { UnderstudyError } from '../../errors.ts'
import { openRegistry, type Registry } from '../registry/open-registry.ts'
import { answered, refusal } from './answer.ts'
import { answerRequest, type Desk, operationNamed, operationNameOf } from './answer-request.ts'
import type { TestApiEvent } from './event.ts'
import type { House } from './house.ts'
import type { TestDataApiOptions } from './options.ts'
import { RateLimiter } from './rate-limiter.ts'
import { type ReapReport, reap } from './reap.ts'
import { Refused } from './refused.ts'
import { settingsOf } from './settings.ts'
import { teller } from './teller.ts'

/** The server half of test data in production: mount it where the application answers requests. */
export interface TestDataApi extends AsyncDisposable {
  /** Answers a request under the base path; never throws. */
  (request: Request): Promise<Response>
  /** Removes what has expired. Safe on any number of servers at once. */
  reap(): Promise<ReapReport>
  /** Waits for what is running, and refuses what comes later. May be called again. */
  close(): Promise<void>
}

export function createTestDataApi(options: TestDataApiOptions): TestDataApi {
  const api = new Api(options)
  return Object.assign((request: Request) => api.answer(request), {
    reap: () => api.reap(),
    close: () => api.close(),
    [Symbol.asyncDispose]: () => api.close(),
  })
}

class Api {
  readonly #options: TestDataApiOptions
  readonly #desk: Desk
  readonly #tell: (event: TestApiEvent) => void
  readonly #running = new Set<Promise<unknown>>()
  readonly #timer: NodeJS.Timeout | undefined
  #registry: Promise<Registry> | undefined
  #closing: Promise<void> | undefined

  constructor(options: TestDataApiOptions) {
    const settings = settingsOf(options)
    const { perMinute } = settings.limits
    this.#options = options
    this.#tell = teller(options)
    this.#desk = {
      settings,
      enabled: async () => (typeof options.enabled === 'function' ? await options.enabled() : options.enabled) === true,
      house: () => this.#house(),
      limiters: {
        testId: new RateLimiter(perMinute.testId),
        key: new RateLimiter(perMinute.key),
        all: new RateLimiter(perMinute.all),
      },
    }
    if (options.reapEvery) this.#timer = setInterval(() => this.#reapQuietly(), options.reapEvery * 1000).unref()
  }

  answer(request: Request): Promise<Response> {
    return this.#track(this.#answer(request))
  }

  async reap(): Promise<ReapReport> {
    if (this.#closing) {
      throw new UnderstudyError('CONNECTION_CLOSED', { operation: 'reap', message: 'The test data API was closed' })
    }
    return this.#track(this.#house().then(reap))
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #answer(request: Request): Promise<Response> {
    const { settings } = this.#desk
    const requestId = randomUUID()
    const start = performance.now()
    const name = operationNameOf(settings, request) ?? ''
    const operation = operationNamed(settings, name) ? name : undefined
    const done = (status: number, errorCode?: string) =>
      this.#tell({
        type: 'request',
        requestId,
        operation,
        status,
        errorCode,
        milliseconds: performance.now() - start,
      })
    try {
      if (this.#closing) throw new Refused(503, 'TEST_API_FAILED', { message: 'The server is stopping' })
      const json = await answerRequest(this.#desk, request, requestId)
      done(200)
      return answered(requestId, json)
    } catch (thrown) {
      const refused = thrown instanceof Refused ? thrown : this.#failure(thrown, requestId, operation)
      done(refused.status, refused.error.code)
      return refusal(refused, requestId, settings.clock())
    }
  }

  /** A defect of ours, a registry that is down, a flag that cannot be read: the answer says only that. */
  #failure(error: unknown, requestId: string, operation = 'answer request'): Refused {
    this.#tell({ type: 'failed', requestId, operation, error })
    return new Refused(500, 'TEST_API_FAILED', { message: 'The test data API failed; nothing is known to be done' })
  }

  async #house(): Promise<House> {
    this.#registry ??= openRegistry(this.#options.store).catch((thrown: unknown) => {
      // The next request tries again.
      this.#registry = undefined
      throw thrown
    })
    const { database } = await this.#registry
    return { settings: this.#desk.settings, db: database, tell: this.#tell }
  }

  #reapQuietly(): void {
    if (this.#closing) return
    this.reap().catch((error: unknown) => {
      this.#tell({ type: 'failed', requestId: undefined, operation: 'reap', error })
    })
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.allSettled(this.#running)
    const registry = await this.#registry?.catch(() => undefined)
    await registry?.[Symbol.asyncDispose]()
  }

  async #track<Value>(work: Promise<Value>): Promise<Value> {
    this.#running.add(work)
    try {
      return await work
    } finally {
      this.#running.delete(work)
    }
  }
}
