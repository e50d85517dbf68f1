import type { Dialect, Session } from '../../database/adapter.ts'
import type { TestSession } from '../client/test-session.ts'
import type { IsolationLevel } from '../database-test-config.ts'
import { refusalOf } from './refusal.ts'
import type { Actor } from './stage.ts'

/** One transaction of a history on a connection of its own. A refused one is rolled back and does nothing any more. */
export class PlayedTransaction implements Actor {
  readonly name: string
  readonly pid: number | null
  readonly #session: Session
  readonly #from: number
  #state: 'open' | 'committed' | 'rolled back' = 'open'
  #refused: string | null = null
  #milliseconds = 0

  private constructor(name: string, { session, pid }: TestSession) {
    this.name = name
    this.pid = pid
    this.#session = session
    this.#from = performance.now()
  }

  static async begin(name: string, held: TestSession, level: IsolationLevel): Promise<PlayedTransaction> {
    const transaction = new PlayedTransaction(name, held)
    await held.session.execute(beginStatement(held.session.dialect, level))
    return transaction
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get committed(): boolean {
    return this.#state === 'committed'
  }

  get refused(): string | null {
    return this.#refused
  }

  get milliseconds(): number {
    return this.#milliseconds
  }

  async query<Row>(text: string, parameters: readonly unknown[] = []): Promise<Row[] | undefined> {
    return await this.#try(() => this.#session.query<Row>(text, parameters))
  }

  async commit(): Promise<void> {
    await this.#try(async () => {
      await this.#session.execute('commit')
      this.#end('committed')
    })
  }

  async rollback(): Promise<void> {
    if (!this.isOpen) return
    this.#end('rolled back')
    await this.#session.execute('rollback')
  }

  /** Undefined where the database refused it; after that the transaction is over. */
  async #try<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (thrown) {
      const code = refusalOf(thrown)
      if (code === null) throw thrown
      this.#refused = code
      // An error of SQLite leaves the transaction open, and half of it could be committed.
      await this.rollback()
      return undefined
    }
  }

  #end(state: 'committed' | 'rolled back'): void {
    this.#state = state
    this.#milliseconds = performance.now() - this.#from
  }
}

/** SQLite has one level; its transactions take the right to write when they first write. */
function beginStatement(dialect: Dialect, level: IsolationLevel): string {
  return dialect === 'sqlite' ? 'begin deferred' : `begin isolation level ${level}`
}
