import type { Dialect, Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import type { IsolationLevel } from '../database-test-config.ts'
import { Statements } from './statements.ts'
import type { TestTransaction } from './test-statements.ts'

/** What every transaction of a client needs of it. */
export interface TransactionSurroundings {
  connections(session: Session): Promise<number>
  /** Runs work so that what is asked of the client meanwhile belongs to the transaction. */
  within<T>(transaction: TestTransaction, work: () => Promise<T>): Promise<T>
}

interface Held {
  decide(thrown: unknown): void
  /** Settles with the transaction: fails with what COMMIT failed with, or with what was decided. */
  readonly over: Promise<void>
}

type State = 'open' | 'committed' | 'rolled back'

const undo = new Error('rolled back as asked')

/** A transaction that stands on a callback of a session, held open until somebody decides. */
export class OpenTransaction extends Statements implements TestTransaction {
  readonly isolation: IsolationLevel
  readonly dialect: Dialect
  readonly #session: Session
  readonly #around: TransactionSurroundings
  readonly #held: Held | undefined
  #state: State = 'open'
  #inner: OpenTransaction | undefined

  constructor(session: Session, isolation: IsolationLevel, around: TransactionSurroundings, held?: Held) {
    super()
    this.#session = session
    this.isolation = isolation
    this.dialect = session.dialect
    this.#around = around
    this.#held = held
  }

  get session(): Session {
    this.#refuseUse()
    return this.#session
  }

  /** When it is over, however it ended. */
  get over(): Promise<void> {
    return (this.#held?.over ?? Promise.resolve()).catch(() => {})
  }

  get wasRolledBack(): boolean {
    return this.#state === 'rolled back'
  }

  async commit(): Promise<void> {
    if (!this.#held) {
      throw new UnderstudyError('QUERY_FAILED', {
        operation: 'commit',
        message: 'A transaction that was given to a callback commits when the callback returns',
        hint: 'Return, or hold the transaction yourself: await using tx = await client.transaction().',
      })
    }
    if (this.#state !== 'committed') {
      this.#refuseUse()
      this.#state = 'committed'
      this.#held.decide(undefined)
    }
    await this.#held.over
  }

  async rollback(): Promise<void> {
    if (this.#state === 'committed') throw over('committed')
    if (this.#state === 'open') {
      await this.#inner?.rollback()
      this.#state = 'rolled back'
      this.#held?.decide(undo)
    }
    await this.#held?.over.catch((thrown: unknown) => {
      if (thrown !== undo) throw thrown
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === 'committed') await this.#held?.over.catch(() => {})
    else await this.rollback()
  }

  protected async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    this.#refuseUse()
    return await work(this.#session)
  }

  protected async run<T>(
    run: (transaction: TestTransaction) => Promise<T>,
    isolation: IsolationLevel | undefined,
  ): Promise<T> {
    this.#refuseUse()
    this.#refuseLevel(isolation)
    return await runTransaction(this.#session, this.isolation, this.#around, run)
  }

  protected async begin(isolation: IsolationLevel | undefined): Promise<TestTransaction> {
    this.#refuseUse()
    this.#refuseLevel(isolation)
    const inner = await beginTransaction(this.#session, this.isolation, this.#around)
    this.#inner = inner
    const left = () => {
      this.#inner = undefined
    }
    inner.#held?.over.then(left, left)
    return inner
  }

  protected connections(session: Session): Promise<number> {
    return this.#around.connections(session)
  }

  #refuseUse(): void {
    if (this.#state !== 'open') throw over(this.#state)
    if (this.#inner && this.#inner.#state === 'open') {
      throw new UnderstudyError('QUERY_FAILED', {
        operation: 'use transaction',
        message: 'A transaction inside this one is open',
        hint: 'Use the inner one, or commit it or roll it back first.',
      })
    }
  }

  #refuseLevel(isolation: IsolationLevel | undefined): void {
    if (isolation === undefined || isolation === this.isolation) return
    throw new UnderstudyError('ISOLATION_UNSUPPORTED', {
      operation: 'begin transaction',
      message: `A transaction inside another has its level, ${this.isolation}; ${isolation} cannot begin there`,
      hint: 'Give the level to the outermost transaction.',
    })
  }
}

/** Commits when `run` returns, unless it rolled back itself; rolls back when it throws. */
export async function runTransaction<T>(
  session: Session,
  isolation: IsolationLevel,
  around: TransactionSurroundings,
  run: (transaction: TestTransaction) => Promise<T>,
): Promise<T> {
  let answer: { readonly result: T } | undefined
  try {
    return await session.transaction(
      async (inner) => {
        const transaction = new OpenTransaction(inner, isolation, around)
        const result = await around.within(transaction, () => run(transaction))
        if (transaction.wasRolledBack) {
          answer = { result }
          throw undo
        }
        return result
      },
      { isolation },
    )
  } catch (thrown) {
    if (thrown === undo && answer) return answer.result
    throw thrown
  }
}

/** A transaction that stays open until it is committed or rolled back. */
export async function beginTransaction(
  session: Session,
  isolation: IsolationLevel,
  around: TransactionSurroundings,
): Promise<OpenTransaction> {
  const { promise, decide } = decision()
  return await new Promise((resolve, reject) => {
    const over: Promise<void> = session.transaction(
      async (inner) => {
        resolve(new OpenTransaction(inner, isolation, around, { decide, over }))
        await promise
      },
      { isolation },
    )
    over.catch(reject)
  })
}

function decision(): { promise: Promise<void>; decide: (thrown: unknown) => void } {
  let decide: (thrown: unknown) => void = () => {}
  const promise = new Promise<void>((resolve, reject) => {
    decide = (thrown) => (thrown === undefined ? resolve() : reject(thrown))
  })
  // Nobody may be waiting yet.
  promise.catch(() => {})
  return { promise, decide }
}

function over(state: State): UnderstudyError {
  return new UnderstudyError('CONNECTION_CLOSED', {
    operation: 'use transaction',
    message: `The transaction was ${state}`,
    hint: 'Begin another one.',
  })
}
