import { isServerError } from '../../../database/postgres/failure.ts'
import type { DeferredConstraints } from './deferred-constraints.ts'
import { type HeldConnection, renewGuard, toGuard } from './held-connection.ts'
import type { HeldSession } from './held-session.ts'
import type { Job } from './job.ts'
import { noTransaction, outsideOfTransaction } from './outside-errors.ts'
import { doneOf, type Performed } from './perform.ts'
import type { Verdict } from './verdict.ts'

/**
 * Plays statements inside of a transaction that is held as what they would be outside of it. A savepoint, the guard,
 * stands behind everything that a real server would have committed. BEGIN leaves it where it is, COMMIT renews it,
 * ROLLBACK returns to it, and a statement outside of a transaction is followed by its renewal, or by the return to it
 * when it failed.
 */
export class Player {
  readonly #connection: HeldConnection
  /** As they are now, and as they were at the guard. */
  #deferred: DeferredConstraints
  #deferredAtGuard: DeferredConstraints
  #owner: HeldSession | undefined
  /** Counts the test's transactions. */
  #transaction = 0
  /** The one that is open and only reads. */
  #snapshot: number | undefined

  constructor(connection: HeldConnection) {
    this.#connection = connection
    this.#deferred = connection.deferred
    this.#deferredAtGuard = connection.deferred
  }

  get deferred(): DeferredConstraints {
    return this.#deferred
  }

  /** Who has a transaction open. */
  get owner(): HeldSession | undefined {
    return this.#owner
  }

  get openTransaction(): number | undefined {
    return this.#owner ? this.#transaction : undefined
  }

  /** Whether the transaction that is open only reads, of one moment. */
  get onlyReads(): boolean {
    return this.#snapshot !== undefined
  }

  /** The number of the transaction that a statement belongs to, which it may begin. */
  numberOf(session: HeldSession, { meaning }: Verdict): number | undefined {
    const outside = session.state === 'idle'
    const begins = outside && meaning === 'begin'
    if (begins || meaning.endsWith('chain')) this.#transaction++
    return begins || !outside ? this.#transaction : undefined
  }

  /** The transaction that only read and is over; asked once. */
  takeRead(): number | undefined {
    if (this.#owner) return undefined
    const read = this.#snapshot
    this.#snapshot = undefined
    return read
  }

  /** `leave` is called when the connection is free again, which may be after the answer. */
  play(session: HeldSession, job: Job, verdict: Verdict, leave: () => void): Promise<Performed> {
    const outside = session.state === 'idle'
    switch (verdict.meaning) {
      case 'plain':
        return outside ? this.#alone(job, verdict, leave) : this.#within(session, job, verdict, leave)
      case 'begin':
        // Inside of a transaction BEGIN warns, and in a failed one it fails, as it would anywhere.
        if (!outside) return this.#within(session, job, verdict, leave)
        return this.#begin(session, verdict, leave)
      case 'inside':
        if (!outside) return this.#within(session, job, verdict, leave)
        return this.#refuse(verdict.named, leave)
      case 'commit and chain':
      case 'rollback and chain':
        if (outside) return this.#refuse(verdict.named, leave)
        return this.#finish(session, verdict.meaning === 'commit and chain', true, leave)
      case 'commit':
      case 'rollback':
        if (outside) session.onNotice?.(noTransaction)
        return this.#finish(session, verdict.meaning === 'commit', false, leave)
    }
  }

  #begin(session: HeldSession, verdict: Verdict, leave: () => void): Promise<Performed> {
    // Ends with the savepoint that it was set in, as in any subtransaction.
    const mode = verdict.snapshot ? ['set transaction read only'] : []
    return this.#control(['savepoint "understudy begin"', ...mode], verdict.named, leave, () => {
      session.state = 'open'
      this.#owner = session
      this.#snapshot = verdict.snapshot ? this.#transaction : undefined
    })
  }

  /** A statement that is a transaction of its own. */
  async #alone(job: Job, verdict: Verdict, leave: () => void): Promise<Performed> {
    const renewal = [...(this.#deferred.usual ? this.#deferred.checks : []), ...renewGuard]
    const together = job.kind === 'query' && !verdict.several && !verdict.defines
    const performed = await this.#connection.perform(
      job,
      (thrown) => {
        if (thrown !== undefined && isServerError(thrown)) this.#follow([toGuard], leave)
        else if (together) leave()
        // What pg itself refused, such as values that are no array, never got to the server.
        else if (thrown !== undefined) this.#follow(renewGuard, leave)
      },
      together ? renewal : undefined,
    )
    if (together) return performed
    try {
      if (verdict.defines) this.#deferred = await this.#connection.readDeferred()
      await this.#connection.script(...this.#deferred.checks, ...renewGuard)
      this.#deferredAtGuard = this.#deferred
      leave()
    } catch (thrown) {
      this.#deferred = this.#deferredAtGuard
      this.#follow([toGuard], leave)
      throw thrown
    }
    return performed
  }

  /** A statement in a transaction of the session. */
  async #within(session: HeldSession, job: Job, verdict: Verdict, leave: () => void): Promise<Performed> {
    const redefines = verdict.defines || (verdict.meaning === 'inside' && this.#deferred !== this.#deferredAtGuard)
    const performed = await this.#connection.perform(job, (thrown) => {
      if (thrown === undefined) session.state = 'open'
      else if (isServerError(thrown)) session.state = 'failed'
      if (thrown !== undefined || !redefines) leave()
    })
    if (redefines) {
      try {
        this.#deferred = await this.#connection.readDeferred()
      } finally {
        leave()
      }
    }
    return performed
  }

  /** COMMIT and ROLLBACK. */
  async #finish(session: HeldSession, commits: boolean, chains: boolean, leave: () => void): Promise<Performed> {
    const fails = commits && session.state === 'failed'
    const over = (kept: boolean, chained = chains) => {
      session.state = chained ? 'open' : 'idle'
      if (!chained && this.#owner === session) this.#owner = undefined
      if (kept) this.#deferredAtGuard = this.#deferred
      else this.#deferred = this.#deferredAtGuard
    }
    // A transaction that failed answers COMMIT by ROLLBACK, and no error.
    if (!commits || fails) return await this.#control([toGuard], 'ROLLBACK', leave, () => over(false))
    // What only read has settings to undo, and nothing else.
    const script = this.#snapshot === undefined ? [...this.#deferred.checks, ...renewGuard] : [toGuard]
    try {
      return await this.#control(
        script,
        'COMMIT',
        () => {},
        () => over(true),
      )
    } catch (thrown) {
      await this.#connection.script(toGuard)
      over(false, false)
      throw thrown
    } finally {
      leave()
    }
  }

  async #control(script: readonly string[], tag: string, leave: () => void, then: () => void): Promise<Performed> {
    try {
      const result = await this.#connection.script(...script)
      then()
      Object.assign(result, { command: tag, rowCount: null })
      return { result, done: doneOf(result, '0.0') }
    } finally {
      leave()
    }
  }

  async #refuse(named: string, leave: () => void): Promise<Performed> {
    leave()
    throw outsideOfTransaction(this.#connection.driver, named)
  }

  /** Sends what comes behind a statement; nobody waits for it but the next statement. */
  #follow(script: readonly string[], leave: () => void): void {
    // It fails only with the connection, and then so does whatever comes next.
    this.#connection.script(...script).then(leave, leave)
  }
}
