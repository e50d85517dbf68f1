import type { Database } from '../../../database/adapter.ts'
import { PostgresDatabase } from '../../../database/postgres/database.ts'
import { UnderstudyError } from '../../../errors.ts'
import { closedWorld } from '../../closed-world.ts'
import type { Isolation, Leak, Native, Upgrade, World } from '../../world.ts'
import type { LeakReading } from '../leaks.ts'
import type { SourceWatch } from '../source-watch.ts'
import type { HeldConnection } from './held-connection.ts'
import { HeldLeases } from './held-leases.ts'
import { heldPool } from './held-pool.ts'
import { Stage, type StageMove } from './stage.ts'

export interface SavepointWorldParts {
  /** Inside of a transaction, with its guard. */
  readonly connection: HeldConnection
  /** For people, without a secret. */
  readonly name: string
  readonly source: Pick<SourceWatch, 'query' | 'read'> | undefined
  /** The clone that the test goes on in. */
  upgrade(reason: string): Promise<World>
  /** The connection is this world's no more. */
  release(state: 'rolled back' | 'lost', hasRun: boolean): AfterRollback
}

/** What is looked at behind the back of who closes a world. */
export interface AfterRollback {
  readonly reading: Promise<LeakReading>
}

/** A test on a connection that is held, until what it does would show that; then a clone. */
export class SavepointWorld implements World {
  readonly engine = 'postgres'
  readonly database: Database
  readonly #parts: SavepointWorldParts
  readonly #stage: Stage
  #pool: Native | undefined
  #clone: World | undefined
  #over: Promise<AfterRollback> | undefined
  #closing: Promise<void> | undefined

  constructor(parts: SavepointWorldParts) {
    this.#parts = parts
    this.#stage = new Stage({ connection: parts.connection, moveTo: (reason) => this.#moveTo(reason) })
    this.database = new PostgresDatabase(new HeldLeases(this.#stage), parts.name)
  }

  get isolation(): Isolation {
    return this.#clone?.isolation ?? 'savepoint'
  }

  get upgrade(): Upgrade | undefined {
    return this.#clone?.upgrade
  }

  get native(): Native {
    this.#refuseClosed('use the pool')
    this.#pool ??= { engine: 'postgres', pool: heldPool(this.#stage) }
    return this.#pool
  }

  async url(): Promise<string> {
    this.#refuseClosed('give the URL')
    await this.#stage.move('its URL is asked for, by which others connect')
    return await this.#cloned().url()
  }

  async ping(): Promise<void> {
    this.#refuseClosed('ask the database')
    await (this.#clone ?? this).database.query('select 1')
  }

  async leaks(): Promise<readonly Leak[]> {
    this.#refuseClosed('look for leaks')
    if (this.#clone) return await this.#clone.leaks()
    let count: unknown
    this.#over ??= this.#giveUp(this.#parts.source?.query, (answer) => {
      count = answer
    })
    const { leaks } = await (await this.#over).reading
    return count === undefined ? leaks : [...leaks, ...((await this.#parts.source?.read(count)) ?? [])]
  }

  async keep(): Promise<string> {
    this.#refuseClosed('keep the database')
    if (!this.#clone) {
      throw new UnderstudyError('ISOLATION_UNSUPPORTED', {
        operation: 'keep the database',
        message: 'What a test did on savepoints is seen by nobody else, so it cannot be kept',
        hint: 'Set isolation to "clone" for tests whose data is to be kept.',
      })
    }
    await this.#stage.close()
    const kept = this.#clone.keep()
    this.#closing = kept.then(() => {})
    return await kept
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(): Promise<void> {
    if (!this.#clone) {
      this.#over ??= this.#giveUp()
      await this.#over
      return
    }
    await this.#stage.close()
    await this.#clone.close()
  }

  /** The one round trip of closing. */
  async #giveUp(query?: string, counted: (count: unknown) => void = () => {}): Promise<AfterRollback> {
    await this.#stage.close()
    return await this.#letGo(query, counted)
  }

  async #letGo(query?: string, counted: (count: unknown) => void = () => {}): Promise<AfterRollback> {
    const { connection } = this.#parts
    try {
      if (!connection.isLost) counted(await connection.rollback(query))
    } catch {
      // A connection that is lost has rolled back already.
      return this.#parts.release('lost', this.#stage.hasRun)
    }
    return this.#parts.release(connection.isLost ? 'lost' : 'rolled back', this.#stage.hasRun)
  }

  async #moveTo(reason: string): Promise<StageMove> {
    const clone = await this.#parts.upgrade(reason)
    return {
      pool: poolIn(clone.native),
      done: async () => {
        this.#clone = clone
        await this.#letGo()
      },
      failed: () => clone.close(),
    }
  }

  #cloned(): World {
    if (!this.#clone) throw closedWorld('use the clone')
    return this.#clone
  }

  #refuseClosed(operation: string): void {
    if (this.#closing) throw closedWorld(operation)
  }
}

/** A clone of Postgres has a pool of pg. */
function poolIn(native: Native): StageMove['pool'] {
  if (native.engine !== 'postgres') throw closedWorld('use the pool')
  return native.pool as StageMove['pool']
}
