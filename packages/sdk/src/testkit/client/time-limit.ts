import type { Engine } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'

/** SQLSTATE of a statement that was cancelled, by the server's own limit too. */
const cancelled = '57014'
const longestPause = 16

/** How long a statement may take. A server ends it; what runs in this process cannot be ended, and is judged after it. */
export class TimeLimit {
  readonly #milliseconds: number

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds
  }

  async keep<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
    const from = performance.now()
    let result: T
    try {
      result = await work()
    } catch (thrown) {
      const byServer = thrown instanceof UnderstudyError && thrown.details.sqlstate === cancelled
      if (byServer && performance.now() - from >= this.#milliseconds) throw this.#exceeded('was ended', thrown)
      throw thrown
    }
    const took = performance.now() - from
    if (engine === 'postgres' || took <= this.#milliseconds) return result
    throw this.#exceeded(`took ${Math.round(took)} ms and ran to its end, since ${engine} cannot be interrupted here`)
  }

  /** Does again what found a file of SQLite locked, until it has begun. */
  async waitForLock<T>(work: () => Promise<T>, hasBegun: () => boolean = () => false): Promise<T> {
    const until = performance.now() + this.#milliseconds
    for (let pause = 1; ; pause = Math.min(2 * pause, longestPause)) {
      try {
        return await work()
      } catch (thrown) {
        if (hasBegun() || !isLocked(thrown) || performance.now() + pause > until) throw thrown
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  #exceeded(what: string, cause?: UnderstudyError): UnderstudyError {
    return new UnderstudyError('STATEMENT_TIMEOUT', {
      operation: 'run statement',
      message: `The statement ${what}; it may take ${this.#milliseconds} ms (queryTimeout)`,
      details: { queryTimeout: this.#milliseconds, ...cause?.details },
      ...(cause === undefined ? {} : { cause }),
    })
  }
}

function isLocked(thrown: unknown): boolean {
  return thrown instanceof UnderstudyError && thrown.details.sqliteCode === 'SQLITE_BUSY'
}
