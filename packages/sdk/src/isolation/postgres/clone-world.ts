import { redactUrl } from '../../database/url.ts'
import type { Clone } from '../clone.ts'
import { closedWorld } from '../closed-world.ts'
import type { Leak, Native, Upgrade, World } from '../world.ts'
import { type UserPool, userPool } from './user-pool.ts'

export interface CloneWorldOptions {
  /** For a world that began as something else. */
  readonly upgrade?: Upgrade | undefined
  /** What a test can leave outside of its database; nothing when not said. */
  readonly leaks?: (() => Promise<readonly Leak[]>) | undefined
}

/** A world that is a whole database: transactions, connections and notifications are what they are anywhere. */
export async function openCloneWorld(clone: Clone, options: CloneWorldOptions = {}): Promise<World> {
  try {
    return new CloneWorld(clone, await userPool(clone.url), options)
  } catch (thrown) {
    await clone.release()
    throw thrown
  }
}

class CloneWorld implements World {
  readonly engine = 'postgres'
  readonly isolation = 'clone'
  readonly upgrade: Upgrade | undefined
  readonly #clone: Clone
  readonly #user: UserPool
  readonly #leaks: () => Promise<readonly Leak[]>
  #closing: Promise<void> | undefined

  constructor(clone: Clone, user: UserPool, { upgrade, leaks }: CloneWorldOptions) {
    this.#clone = clone
    this.#user = user
    this.upgrade = upgrade
    this.#leaks = leaks ?? (async () => [])
  }

  get database() {
    return this.#clone.database
  }

  get native(): Native {
    this.#refuseClosed('use the pool')
    return { engine: 'postgres', pool: this.#user.pool }
  }

  async url(): Promise<string> {
    this.#refuseClosed('give the URL')
    return this.#clone.url
  }

  async ping(): Promise<void> {
    this.#refuseClosed('ask the database')
    await this.database.query('select 1')
  }

  async leaks(): Promise<readonly Leak[]> {
    this.#refuseClosed('look for leaks')
    return await this.#leaks()
  }

  async keep(): Promise<string> {
    this.#refuseClosed('keep the database')
    this.#closing = this.#end(() => this.#clone.keep())
    await this.#closing
    return redactUrl(this.#clone.url)
  }

  close(): Promise<void> {
    this.#closing ??= this.#end(() => this.#clone.release())
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(last: () => Promise<void>): Promise<void> {
    await Promise.all([this.#user.end(), last()])
  }

  #refuseClosed(operation: string): void {
    if (this.#closing) throw closedWorld(operation)
  }
}
