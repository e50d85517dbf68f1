import type { PGlite } from '@electric-sql/pglite'
import { Lane } from '../../database/lane.ts'
import { UnderstudyError } from '../../errors.ts'
import type { DeferredConstraints } from '../postgres/held/deferred-constraints.ts'
import { type Verdict, verdictOf } from '../postgres/held/verdict.ts'

/** Sends a text as the caller wanted it sent; the text may be another than his. */
export type Send<Answer> = (text: string) => Promise<Answer>

const busy = 'Inside a transaction use the object that it was given.'
const nothing = 'do $$ begin end $$'

/**
 * One transaction that is held on a PGlite, in which the transactions of a test are savepoints, and so is each statement
 * outside of them, for an error ends a transaction up to its last savepoint. What savepoints would falsify ends the
 * holding: all up to then is committed, and the PGlite is the test's own from then on.
 */
export class HeldTransaction {
  readonly #engine: PGlite
  readonly #constraints: DeferredConstraints
  readonly #whenReal: (reason: string) => void
  readonly #lane = new Lane(busy)
  /** Of the test's own transaction. */
  #state: 'idle' | 'open' | 'failed' = 'idle'
  #real = false

  /** @param whenReal hears why, before anything is committed */
  constructor(engine: PGlite, constraints: DeferredConstraints, whenReal: (reason: string) => void) {
    this.#engine = engine
    this.#constraints = constraints
    this.#whenReal = whenReal
  }

  get isReal(): boolean {
    return this.#real
  }

  get isInTransaction(): boolean {
    return this.#real ? this.#engine.isInTransaction() : this.#state !== 'idle'
  }

  async begin(): Promise<void> {
    await this.#engine.exec('begin')
  }

  /** As if nothing had been. */
  async end(): Promise<void> {
    await this.#engine.exec('rollback')
  }

  run<Answer extends object>(text: string, send: Send<Answer>): Promise<Answer> {
    return this.#lane.run(() => this.#run(text, send))
  }

  /** Several statements with nothing of others between them. */
  alone<T>(work: (run: <Answer extends object>(text: string, send: Send<Answer>) => Promise<Answer>) => Promise<T>) {
    return this.#lane.run(() => work((text, send) => this.#run(text, send)))
  }

  /** Commits what is held. */
  async becomeReal(reason: string): Promise<void> {
    if (this.#real) return
    if (this.#state !== 'idle') {
      throw new UnderstudyError('ISOLATION_FALSIFIED', {
        operation: 'leave the savepoint',
        message: `Inside a transaction the test cannot move to a database of its own, and would have to: ${reason}`,
      })
    }
    this.#whenReal(reason)
    await this.#engine.exec('commit')
    this.#real = true
  }

  async #run<Answer extends object>(text: string, send: Send<Answer>): Promise<Answer> {
    if (this.#real) return send(text)
    const verdict = await verdictOf(text)
    const outside = this.#state === 'idle'
    const move = verdict.moves.find(({ when }) => when === 'always' || outside)
    const refused = outside && verdict.meaning === 'inside' ? `${verdict.named} is refused outside of one` : undefined
    const reason = move?.reason ?? refused
    if (reason !== undefined) {
      await this.becomeReal(reason)
      return send(text)
    }
    return this.#means(verdict, text, send)
  }

  async #means<Answer extends object>({ meaning }: Verdict, text: string, send: Send<Answer>): Promise<Answer> {
    switch (meaning) {
      case 'begin':
        return named('BEGIN', await this.#begin(text, send))
      case 'commit':
        return this.#commit(send)
      case 'rollback':
        return named('ROLLBACK', await this.#rollback(send))
      case 'commit and chain': {
        const answer = await this.#commit(send)
        await this.#begin('begin', (other) => this.#engine.exec(other))
        return answer
      }
      case 'rollback and chain': {
        const answer = await this.#rollback(send)
        await this.#begin('begin', (other) => this.#engine.exec(other))
        return named('ROLLBACK', answer)
      }
      case 'inside':
      case 'plain':
        return this.#state === 'idle' ? this.#statement(text, send) : this.#inside(text, send)
    }
  }

  async #begin<Answer>(text: string, send: Send<Answer>): Promise<Answer> {
    // A second BEGIN is a warning of the server's, and nothing more.
    if (this.#state !== 'idle') return send(text)
    const answer = await send('savepoint understudy_test')
    this.#state = 'open'
    return answer
  }

  async #commit<Answer extends object>(send: Send<Answer>): Promise<Answer> {
    if (this.#state === 'failed') return named('ROLLBACK', await this.#rollback(send))
    if (this.#state === 'idle') return named('COMMIT', await send(nothing))
    try {
      if (this.#constraints.possible) await this.#engine.exec(this.#constraints.check)
    } catch (thrown) {
      await this.#rollback((text) => this.#engine.exec(text))
      throw thrown
    }
    const answer = await send('release savepoint understudy_test')
    this.#state = 'idle'
    return named('COMMIT', answer)
  }

  async #rollback<Answer>(send: Send<Answer>): Promise<Answer> {
    if (this.#state === 'idle') return send(nothing)
    await this.#engine.exec('rollback to savepoint understudy_test')
    this.#state = 'idle'
    return send('release savepoint understudy_test')
  }

  /** The server knows itself what a failed transaction still takes: the way back to a savepoint. */
  async #inside<Answer>(text: string, send: Send<Answer>): Promise<Answer> {
    try {
      const answer = await send(text)
      this.#state = 'open'
      return answer
    } catch (thrown) {
      this.#state = 'failed'
      throw thrown
    }
  }

  async #statement<Answer>(text: string, send: Send<Answer>): Promise<Answer> {
    await this.#engine.exec('savepoint understudy_statement')
    try {
      const answer = await send(text)
      await this.#engine.exec(
        `${this.#constraints.usual ? this.#constraints.check : ''}; release savepoint understudy_statement`,
      )
      return answer
    } catch (thrown) {
      await this.#engine.exec('rollback to savepoint understudy_statement; release savepoint understudy_statement')
      throw thrown
    }
  }
}

/** The answer with the command that the caller sent; what was sent instead is nobody's business. */
function named<Answer extends object>(command: string, answer: Answer): Answer {
  const named = Array.isArray(answer) ? [{ ...answer[0], command }] : { ...answer, command }
  return asAnswer<Answer>(named)
}

/** One result or a list of them, as it came; only the command in it is another. */
function asAnswer<Answer>(answer: object): Answer {
  return answer as Answer
}
