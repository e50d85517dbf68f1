import { refuseAborted } from '../../database/lane.ts'
import { sqliteDriver } from '../../database/sqlite/driver.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { closedWorld } from '../closed-world.ts'
import { TrackedWorlds } from '../tracked-worlds.ts'
import { unsupported } from '../unsupported.ts'
import type { World, WorldOptions, Worlds, WorldsOptions } from '../world.ts'
import { filePlace } from './file-place.ts'
import { type Image, readImage } from './image.ts'
import { type Place, SqliteWorld } from './sqlite-world.ts'

/** Worlds over a SQLite file: its bytes are read once, and each world begins with them. */
export class SqliteWorlds implements Worlds {
  readonly engine = 'sqlite'
  readonly name: string
  readonly #path: string
  readonly #options: WorldsOptions
  readonly #tracked = new TrackedWorlds()
  #image: Promise<Image> | undefined
  #closing: Promise<void> | undefined

  /** @param path '' for an empty database in memory */
  constructor(path: string, options: WorldsOptions) {
    this.#path = path
    this.#options = options
    this.name = path === '' ? 'sqlite: in memory' : `sqlite:${path}`
  }

  async open({ isolation, testId, signal }: WorldOptions): Promise<World> {
    this.#refuseClosed()
    refuseAborted(signal)
    const place = await this.#place(isolation, testId)
    const world = new SqliteWorld(place, this.name, async (bytes) => {
      const { name, wal } = await this.#read()
      return filePlace({ bytes, name, wal }, this.#options.ledger, testId)
    })
    const tracked = this.#tracked.track(world)
    if (!this.#closing) return tracked
    await tracked.close()
    throw closedWorld('open a world')
  }

  close(): Promise<void> {
    this.#closing ??= this.#tracked.close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #place(isolation: WorldOptions['isolation'], testId: string | undefined): Promise<Place> {
    switch (isolation) {
      case 'auto':
      case 'image':
        return imagePlace(await this.#read())
      case 'file':
        return filePlace(await this.#read(), this.#options.ledger, testId)
      case 'rows':
        return this.#itself()
      case 'savepoint':
        throw unsupported('savepoint', 'sqlite', 'an image costs as little, and a COMMIT in it is one', 'Use "image".')
      case 'clone':
      case 'schema':
        throw unsupported(isolation, 'sqlite')
    }
  }

  #read(): Promise<Image> {
    this.#image ??= readImage(this.#path, this.#options.prepare).catch((thrown: unknown) => {
      this.#image = undefined
      throw thrown
    })
    return this.#image
  }

  async #itself(): Promise<Place> {
    const reason =
      this.#path === ''
        ? 'a database in memory is shared with nobody'
        : this.#options.prepare && 'it uses the file itself, which `prepare` would change for everybody'
    if (reason) throw unsupported('rows', 'sqlite', reason, 'Use "image".')
    const Driver = await sqliteDriver()
    try {
      const handle = new Driver(this.#path, { fileMustExist: true })
      return { isolation: 'rows', handle, path: this.#path, release: async () => {}, keep: async () => {} }
    } catch (thrown) {
      throw new UnderstudyError('CONNECTION_FAILED', {
        operation: 'connect',
        message: `${this.name} could not be opened: ${messageOf(thrown)}`,
        hint: 'Check that the file exists and that you may write it.',
        cause: thrown,
      })
    }
  }

  #refuseClosed(): void {
    if (this.#closing) throw closedWorld('open a world')
  }
}

async function imagePlace({ bytes }: Image): Promise<Place> {
  const Driver = await sqliteDriver()
  const handle = bytes.length === 0 ? new Driver(':memory:') : new Driver(bytes)
  return { isolation: 'image', handle, path: undefined, release: async () => {}, keep: async () => {} }
}
