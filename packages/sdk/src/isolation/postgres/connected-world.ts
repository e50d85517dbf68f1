import type { Database } from '../../database/adapter.ts'
import { redactUrl } from '../../database/url.ts'
import { closedWorld } from '../closed-world.ts'
import type { Isolation, Leak, Native, Upgrade, World } from '../world.ts'
import type { UserPool } from './user-pool.ts'

/** What a world is made of that has connections of its own. */
export interface ConnectedParts {
  readonly isolation: Isolation
  readonly url: string
  readonly database: Database
  readonly user: UserPool
  readonly upgrade: Upgrade | undefined
  readonly leaks: () => Promise<readonly Leak[]>
  /** Both end the database's connection. */
  readonly release: () => Promise<void>
  readonly keep: () => Promise<void>
}

/** A world with connections of its own: transactions, connections and notifications are what they are anywhere. */
export class ConnectedWorld implements World {
  readonly engine = 'postgres'
  readonly isolation: Isolation
  readonly upgrade: Upgrade | undefined
  readonly database: Database
  readonly #parts: ConnectedParts
  #closing: Promise<void> | undefined

  constructor(parts: ConnectedParts) {
    this.isolation = parts.isolation
    this.upgrade = parts.upgrade
    this.database = parts.database
    this.#parts = parts
  }

  get native(): Native {
    this.#refuseClosed('use the pool')
    return { engine: 'postgres', pool: this.#parts.user.pool }
  }

  async url(): Promise<string> {
    this.#refuseClosed('give the URL')
    return this.#parts.url
  }

  async ping(): Promise<void> {
    this.#refuseClosed('ask the database')
    await this.database.query('select 1')
  }

  async leaks(): Promise<readonly Leak[]> {
    this.#refuseClosed('look for leaks')
    return await this.#parts.leaks()
  }

  async keep(): Promise<string> {
    this.#refuseClosed('keep the database')
    this.#closing = this.#end(this.#parts.keep)
    await this.#closing
    return redactUrl(this.#parts.url)
  }

  close(): Promise<void> {
    this.#closing ??= this.#end(this.#parts.release)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(last: () => Promise<void>): Promise<void> {
    await Promise.all([this.#parts.user.end(), last()])
  }

  #refuseClosed(operation: string): void {
    if (this.#closing) throw closedWorld(operation)
  }
}
