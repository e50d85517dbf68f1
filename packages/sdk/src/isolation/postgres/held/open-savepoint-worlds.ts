import type pg from 'pg'
import { refuseAborted } from '../../../database/lane.ts'
import { importPg } from '../../../database/postgres/import-pg.ts'
import { redactUrl } from '../../../database/url.ts'
import { messageOf, UnderstudyError } from '../../../errors.ts'
import { closedWorld } from '../../closed-world.ts'
import type { Upgrade, World } from '../../world.ts'
import { openCloneWorld } from '../clone-world.ts'
import type { LeakReading } from '../leaks.ts'
import { HeldConnection } from './held-connection.ts'
import { type AfterRollback, SavepointWorld } from './savepoint-world.ts'
import type { SavepointPlace, SavepointWorlds } from './savepoint-worlds.ts'

const nothing: LeakReading = { leaks: [], repair: undefined }

/** Connects when the first world is opened. */
export async function openSavepointWorlds(place: SavepointPlace): Promise<SavepointWorlds> {
  return new HeldWorlds(await importPg(), place)
}

type About = Parameters<SavepointWorlds['open']>[0]

class HeldWorlds implements SavepointWorlds {
  readonly #driver: typeof pg
  readonly #place: SavepointPlace
  readonly #name: string
  /** A connection that is being made ready for the next world is waited for. */
  readonly #idle: Promise<HeldConnection | undefined>[] = []
  readonly #open = new Set<World>()
  /** Tests that needed a clone. */
  readonly #upgraded = new Set<string>()
  #closing: Promise<void> | undefined

  constructor(driver: typeof pg, place: SavepointPlace) {
    this.#driver = driver
    this.#place = place
    this.#name = redactUrl(place.url)
  }

  async open(about: About): Promise<World> {
    if (this.#closing) throw closedWorld('open a world')
    refuseAborted(about.signal)
    if (about.testId !== undefined && this.#upgraded.has(about.testId) && !('refused' in this.#place.clones))
      return await this.#clone(about, undefined)
    const connection = await this.#begun()
    const world: SavepointWorld = new SavepointWorld({
      connection,
      name: this.#name,
      source: this.#place.source,
      upgrade: (reason) => this.#upgrade(about, reason),
      release: (state, hasRun) => {
        this.#open.delete(world)
        return this.#release(connection, state, hasRun)
      },
    })
    this.#open.add(world)
    return world
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(): Promise<void> {
    await Promise.all([...this.#open].map((world) => world.close()))
    const connections = await Promise.all(this.#idle.splice(0))
    await Promise.all(connections.map((connection) => connection?.end()))
  }

  /** A connection that was lost between two tests is replaced. */
  async #begun(): Promise<HeldConnection> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      const connection = await idle
      if (!connection) continue
      try {
        await connection.begin()
        return connection
      } catch {
        await connection.end().catch(() => {})
      }
    }
    try {
      const connection = await HeldConnection.open(this.#driver, this.#place.url)
      await connection.begin()
      return connection
    } catch (thrown) {
      throw new UnderstudyError('CONNECTION_FAILED', {
        operation: 'open a world',
        message: `No connection to ${this.#name}: ${messageOf(thrown)}`,
        cause: thrown,
      })
    }
  }

  async #upgrade(about: About, reason: string): Promise<World> {
    if (about.testId !== undefined) this.#upgraded.add(about.testId)
    const { clones } = this.#place
    if ('refused' in clones) {
      throw new UnderstudyError('ISOLATION_FALSIFIED', {
        operation: 'move a test to a clone',
        message: `The test needs a clone because ${reason}, and there is none: ${clones.refused}`,
      })
    }
    return await this.#clone(about, { from: 'savepoint', to: 'clone', reason })
  }

  async #clone(about: About, upgrade: Upgrade | undefined): Promise<World> {
    const { clones } = this.#place
    if ('refused' in clones) throw closedWorld('take a clone')
    return await openCloneWorld(await clones.take(about), { upgrade })
  }

  /**
   * What a rollback does not undo is looked for and set back behind the back of who closes a world; the next one waits
   * for it. Nothing can be there where no statement ran.
   */
  #release(connection: HeldConnection, state: 'rolled back' | 'lost', hasRun: boolean): AfterRollback {
    if (state === 'lost') {
      connection.end().catch(() => {})
      return { reading: Promise.resolve(nothing) }
    }
    if (!hasRun) {
      this.#idle.push(Promise.resolve(connection))
      return { reading: Promise.resolve(nothing) }
    }
    const reading = this.#settle(connection)
    this.#idle.push(
      reading.then(
        () => connection,
        () => connection.end().then(() => undefined),
      ),
    )
    return { reading }
  }

  async #settle(connection: HeldConnection): Promise<LeakReading> {
    const { rows } = await connection.planned('understudy leaks', this.#place.leaks.query)
    const reading = this.#place.leaks.read(rows)
    if (reading.repair !== undefined) await connection.script(reading.repair)
    await connection.forgetNames()
    return reading
  }
}
