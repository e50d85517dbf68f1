import { messageOf, UnderstudyError } from '../../../errors.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { TestSession } from '../../client/test-session.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import type { Actor } from '../stage.ts'
import type { ConcurrentOperation, OperationResult } from './operation.ts'

const stopped = new Error('stopped')

/** An operation in its transaction, taken step by step. */
export class SteppedOperation implements Actor {
  readonly name: string
  readonly pid: number | null
  readonly #client: DatabaseTestClient
  readonly #held: TestSession
  readonly #operation: ConcurrentOperation
  readonly #level: IsolationLevel
  readonly #waitedFor = new Set<string>()
  #transaction: Promise<void> | undefined
  #begun = false
  #goOn: ((thrown?: unknown) => void) | undefined
  #paused: () => void = () => {}
  #from = 0
  #outcome: OperationResult | undefined
  #mustWait = false
  #refusal: unknown

  constructor(
    name: string,
    operation: ConcurrentOperation,
    client: DatabaseTestClient,
    held: TestSession,
    level: IsolationLevel,
  ) {
    this.name = name
    this.pid = held.pid
    this.#operation = operation
    this.#client = client
    this.#held = held
    this.#level = level
  }

  get outcome(): OperationResult | undefined {
    return this.#outcome && { ...this.#outcome, waitedFor: [...this.#waitedFor] }
  }

  /** It could not begin: on SQLite somebody else's transaction must end first. */
  get mustWait(): boolean {
    return this.#mustWait
  }

  get hasBegun(): boolean {
    return this.#begun
  }

  waits(others: readonly string[]): void {
    for (const other of others) this.#waitedFor.add(other)
  }

  mayTryAgain(): void {
    this.#mustWait = false
  }

  /** Up to its next `yield`, or to the end of its transaction. It deals with its own errors. */
  async advance(): Promise<void> {
    const pause = new Promise<void>((resolve) => {
      this.#paused = resolve
    })
    if (this.#goOn) {
      const goOn = this.#goOn
      this.#goOn = undefined
      goOn()
    } else this.#transaction = this.#run()
    await Promise.race([pause, this.#transaction])
  }

  /** Rolls back what is under way. */
  async stop(): Promise<void> {
    this.#goOn?.(stopped)
    await this.#transaction
  }

  /** What could never begin has failed with that. */
  giveUp(): void {
    if (this.#mustWait) this.#end(false, undefined, this.#refusal)
  }

  async #run(): Promise<void> {
    this.#from = performance.now()
    this.#begun = false
    try {
      const result = await this.#client.transactionOn(
        this.#held,
        (transaction) => {
          this.#begun = true
          return this.#take(transaction)
        },
        this.#level,
      )
      this.#end(true, result, undefined)
    } catch (thrown) {
      if (!this.#begun && isLocked(thrown)) {
        this.#mustWait = true
        this.#refusal = thrown
        return
      }
      this.#end(false, undefined, thrown)
    }
  }

  async #take(transaction: Parameters<ConcurrentOperation>[0]): Promise<unknown> {
    const given = this.#operation(transaction)
    if (!isGenerator(given)) return await given
    for (;;) {
      const { done, value } = await given.next()
      if (done) return value
      try {
        await this.#pause()
      } catch (thrown) {
        await given.return(undefined)
        throw thrown
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#goOn = (thrown) => (thrown === undefined ? resolve() : reject(thrown))
      this.#paused()
    })
  }

  #end(success: boolean, result: unknown, thrown: unknown): void {
    this.#mustWait = false
    this.#outcome = {
      operation: this.name,
      success,
      result,
      error: success ? null : messageOf(thrown),
      code: success ? null : codeOf(thrown),
      waitedFor: [],
      milliseconds: performance.now() - this.#from,
    }
  }
}

function isGenerator(given: unknown): given is AsyncGenerator<unknown, unknown, undefined> {
  return typeof given === 'object' && given !== null && Symbol.asyncIterator in given && 'next' in given
}

function isLocked(thrown: unknown): boolean {
  return thrown instanceof UnderstudyError && thrown.details.sqliteCode === 'SQLITE_BUSY'
}

function codeOf(thrown: unknown): string | null {
  if (!(thrown instanceof UnderstudyError)) return null
  const { sqlstate, sqliteCode } = thrown.details
  return String(sqlstate ?? sqliteCode ?? thrown.code)
}
