import { refuseAborted } from '../../database/lane.ts'
import { redactUrl } from '../../database/url.ts'
import { closedWorld } from '../closed-world.ts'
import { everyOne } from '../every-one.ts'
import { TrackedWorlds, type Tracking } from '../tracked-worlds.ts'
import { unsupported } from '../unsupported.ts'
import type { Leak, Preparation, World, WorldOptions, Worlds, WorldsOptions } from '../world.ts'
import { openCloneWorld } from './clone-world.ts'
import { isRefused, type Refused } from './maintenance.ts'
import { uniqueNames } from './names.ts'
import { type Copies, openCopies } from './open-copies.ts'
import { openRowsWorld } from './rows-world.ts'
import type { SavepointPlaces } from './savepoint-workers.ts'
import { savepointsOnSource } from './savepoints-on-source.ts'
import { openSchemaWorld } from './schema-world.ts'

interface Opened {
  readonly world: World
  readonly tracking?: Tracking
}

type About = Omit<WorldOptions, 'isolation'>

/** Worlds over one Postgres database. What they stand on, a template above all, is made when the first needs it. */
export class PostgresWorlds implements Worlds {
  readonly engine = 'postgres'
  readonly name: string
  readonly #options: WorldsOptions
  readonly #tracked = new TrackedWorlds()
  readonly #nextName: () => string
  #copies: Promise<Copies | Refused> | undefined
  #onSource: Promise<SavepointPlaces> | undefined
  #closing: Promise<void> | undefined

  constructor(options: WorldsOptions) {
    this.#options = options
    this.name = redactUrl(options.url)
    this.#nextName = uniqueNames(options.ledger.run)
  }

  async open({ isolation, ...about }: WorldOptions): Promise<World> {
    if (this.#closing) throw closedWorld('open a world')
    refuseAborted(about.signal)
    const { world, tracking } = await this.#opened(isolation, about)
    const tracked = this.#tracked.track(world, tracking)
    if (!this.#closing) return tracked
    await tracked.close()
    throw closedWorld('open a world')
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #opened(isolation: WorldOptions['isolation'], about: About): Promise<Opened> {
    switch (isolation) {
      case 'auto':
      case 'savepoint':
        return this.#savepoint(about)
      case 'clone':
        return this.#clone(about)
      case 'schema':
        return this.#schema(about)
      case 'rows':
        return this.#rows()
      case 'image':
      case 'file':
        throw unsupported(isolation, 'postgres')
    }
  }

  async #savepoint(about: About): Promise<Opened> {
    const copies = await this.#openCopies()
    const places = isRefused(copies) ? await this.#openOnSource(copies.refused) : copies.savepoints
    const { world, free } = await places.open(about)
    const leaks = isRefused(copies) ? undefined : () => outside(copies, world)
    return { world, tracking: { whenClosed: free, leaks } }
  }

  async #clone(about: About): Promise<Opened> {
    const copies = await this.#openCopies()
    if (isRefused(copies)) {
      throw unsupported(
        'clone',
        'postgres',
        copies.refused,
        'Use a role that may create databases and owns this one, or isolation "savepoint".',
      )
    }
    const world = await openCloneWorld(await copies.clones.take(about))
    return { world, tracking: { leaks: () => outside(copies, world) } }
  }

  async #schema({ testId }: About): Promise<Opened> {
    const { url, prepare, ledger } = this.#options
    return { world: await openSchemaWorld({ sourceUrl: url, name: this.#nextName(), prepare, ledger, testId }) }
  }

  async #rows(): Promise<Opened> {
    refusePreparation(this.#options.prepare, 'rows')
    return { world: await openRowsWorld(this.#options.url) }
  }

  /** Whoever comes after a failure tries anew. */
  #openCopies(): Promise<Copies | Refused> {
    this.#copies ??= openCopies(this.#options, this.#nextName).catch((thrown: unknown) => {
      this.#copies = undefined
      throw thrown
    })
    return this.#copies
  }

  #openOnSource(refused: string): Promise<SavepointPlaces> {
    refusePreparation(this.#options.prepare, 'savepoint', refused)
    this.#onSource ??= savepointsOnSource(this.#options.url, refused).catch((thrown: unknown) => {
      this.#onSource = undefined
      throw thrown
    })
    return this.#onSource
  }

  async #end(): Promise<void> {
    const copies = await this.#copies?.catch(() => undefined)
    const places = await this.#onSource?.catch(() => undefined)
    const ends = [() => this.#tracked.close(), () => places?.close()]
    if (copies && !isRefused(copies)) ends.push(() => copies.close())
    await everyOne(ends)
  }
}

/** Of a world that is a whole database, source and server are outside; one that is rolled back asks for itself. */
async function outside(copies: Copies, world: World): Promise<readonly Leak[]> {
  if (world.isolation !== 'clone') return []
  return (await Promise.all([copies.source.leaks(), copies.server.leaks()])).flat()
}

/** A preparation changes the database that it runs on, so that must be a copy. */
function refusePreparation(prepare: Preparation | undefined, isolation: 'rows' | 'savepoint', reason?: string): void {
  if (!prepare) return
  throw unsupported(
    isolation,
    'postgres',
    `it uses the database itself, which \`prepare\` would change for everybody${reason ? `; a copy cannot be made, because ${reason}` : ''}`,
    'Prepare the database beforehand and leave `prepare` out, or use a role that may create databases.',
  )
}
