import type { PGlite } from '@electric-sql/pglite'
import type { Database } from '../../database/adapter.ts'
import { closedWorld } from '../closed-world.ts'
import { unsupported } from '../unsupported.ts'
import type { Isolation, Leak, Native, Upgrade, World } from '../world.ts'

/** What a world on PGlite is made of. */
export interface PgliteParts {
  readonly database: Database
  readonly engine: PGlite
  readonly standing: () => { readonly isolation: Isolation; readonly upgrade: Upgrade | undefined }
  /** Ends the test; what it left behind. May be called again. */
  readonly end: () => Promise<readonly Leak[]>
  /** Copies it to a folder, and answers which. */
  readonly save: () => Promise<string>
  /** After `end`. */
  readonly release: () => Promise<void>
}

/** One connection, which the test's own code shares: a PGlite lives inside this process. */
export class PgliteWorld implements World {
  readonly engine = 'pglite'
  readonly database: Database
  readonly #parts: PgliteParts
  #closing: Promise<void> | undefined

  constructor(parts: PgliteParts) {
    this.database = parts.database
    this.#parts = parts
  }

  get isolation() {
    return this.#parts.standing().isolation
  }

  get upgrade() {
    return this.#parts.standing().upgrade
  }

  get native(): Native {
    this.#refuseClosed('use PGlite')
    return { engine: 'pglite', database: this.#parts.engine }
  }

  async url(): Promise<string> {
    this.#refuseClosed('give the URL')
    throw unsupported(
      this.isolation,
      'pglite',
      'a PGlite lives inside one process, and no other connection can reach it',
      'Give the code under test the PGlite itself, which pgliteOf(context) answers.',
    )
  }

  async ping(): Promise<void> {
    this.#refuseClosed('ask the database')
    await this.database.query('select 1')
  }

  async leaks(): Promise<readonly Leak[]> {
    this.#refuseClosed('look for leaks')
    return await this.#parts.end()
  }

  async keep(): Promise<string> {
    this.#refuseClosed('keep the database')
    if (this.isolation !== 'clone')
      throw unsupported(this.isolation, 'pglite', 'what is rolled back cannot be kept', 'Use "clone".')
    const url = await this.#parts.save()
    await this.close()
    return url
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(): Promise<void> {
    await this.database.close()
    await this.#parts.end()
    await this.#parts.release()
  }

  #refuseClosed(operation: string): void {
    if (this.#closing) throw closedWorld(operation)
  }
}
