import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { refuseAborted } from '../../database/lane.ts'
import { createPglite, loadPglite, openPglite } from '../../database/pglite/create-pglite.ts'
import { PgliteDatabase } from '../../database/pglite/database.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { closedWorld } from '../closed-world.ts'
import { deferredConstraints, deferredQuery } from '../postgres/held/deferred-constraints.ts'
import { openLeakWatch } from '../postgres/leaks.ts'
import { TrackedWorlds } from '../tracked-worlds.ts'
import { unsupported } from '../unsupported.ts'
import type { Leak, Upgrade, World, WorldOptions, Worlds, WorldsOptions } from '../world.ts'
import { HeldDatabase } from './held-database.ts'
import { heldPglite } from './held-pglite.ts'
import { HeldTransaction } from './held-transaction.ts'
import { PgliteWorld } from './pglite-world.ts'

/** Worlds over a PGlite: copies of it in memory, one for all savepoints that come one after the other. */
export class PgliteWorlds implements Worlds {
  readonly engine = 'pglite'
  readonly name: string
  readonly #folder: string
  readonly #options: WorldsOptions
  readonly #tracked = new TrackedWorlds()
  /** Clean instances that nobody uses. */
  readonly #idle: PGlite[] = []
  #content: Promise<Blob> | undefined
  #closing: Promise<void> | undefined

  /** @param folder '' for an empty database in memory; a folder is read and left as it is */
  constructor(folder: string, options: WorldsOptions) {
    this.#folder = folder
    this.#options = options
    this.name = folder === '' ? 'pglite: in memory' : `pglite:${folder}`
  }

  async open({ isolation, signal }: WorldOptions): Promise<World> {
    if (this.#closing) throw closedWorld('open a world')
    refuseAborted(signal)
    const world = await this.#world(isolation)
    const tracked = this.#tracked.track(world)
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

  async #world(isolation: WorldOptions['isolation']): Promise<World> {
    switch (isolation) {
      case 'auto':
      case 'savepoint':
        return await this.#savepoint(await this.#instance())
      case 'clone':
        return this.#clone(await this.#instance())
      case 'schema':
      case 'rows':
      case 'image':
      case 'file':
        throw unsupported(isolation, 'pglite')
    }
  }

  #clone(engine: PGlite): World {
    return new PgliteWorld({
      database: new PgliteDatabase(engine, this.name),
      engine,
      standing: () => ({ isolation: 'clone', upgrade: undefined }),
      end: async () => [],
      save: () => save(engine),
      release: () => closed(engine),
    })
  }

  async #savepoint(engine: PGlite): Promise<World> {
    const plain = new PgliteDatabase(engine, this.name)
    const watch = await openLeakWatch(plain, { own: true })
    let upgrade: Upgrade | undefined
    const held = new HeldTransaction(engine, deferredConstraints(await plain.query(deferredQuery)), (reason) => {
      upgrade = { from: 'savepoint', to: 'clone', reason }
    })
    await held.begin()
    const facade = heldPglite(engine, held)
    let ending: Promise<readonly Leak[]> | undefined
    const end = async () => {
      if (held.isReal) return []
      await held.end()
      const { leaks, repair } = watch.read(await plain.query(watch.query))
      if (repair !== undefined) await plain.execute(repair)
      return leaks
    }
    return new PgliteWorld({
      database: new HeldDatabase(facade, this.name),
      engine: facade,
      standing: () => ({ isolation: upgrade ? 'clone' : 'savepoint', upgrade }),
      end: () => {
        ending ??= end()
        return ending
      },
      save: () => save(engine),
      release: async () => {
        if (held.isReal || this.#closing) await closed(engine)
        else this.#idle.push(engine)
      },
    })
  }

  async #instance(): Promise<PGlite> {
    const loadDataDir = await this.#read()
    const idle = this.#idle.pop()
    if (idle) return idle
    return await loadPglite(loadDataDir)
  }

  /** Read, and prepared, once. */
  #read(): Promise<Blob> {
    this.#content ??= this.#prepared().catch((thrown: unknown) => {
      this.#content = undefined
      throw thrown
    })
    return this.#content
  }

  async #prepared(): Promise<Blob> {
    const { prepare } = this.#options
    const content = this.#folder === '' ? undefined : await readFolder(this.#folder)
    if (content && !prepare) return content
    const engine = content ? await loadPglite(content) : await createPglite()
    try {
      await prepare?.run(new PgliteDatabase(engine, this.name))
      const prepared = await engine.dumpDataDir('none')
      // It is as clean as a copy, and to start another takes seconds.
      this.#idle.push(engine)
      return prepared
    } catch (thrown) {
      await closed(engine)
      throw thrown
    }
  }

  async #end(): Promise<void> {
    await this.#tracked.close()
    await Promise.all(this.#idle.splice(0).map(closed))
  }
}

async function readFolder(folder: string): Promise<Blob> {
  if (!existsSync(join(folder, 'PG_VERSION'))) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'connect',
      message: `The folder ${folder} holds no PGlite database`,
      hint: 'Check the path.',
    })
  }
  try {
    const engine = await openPglite({ dataDir: folder })
    try {
      return await engine.dumpDataDir('none')
    } finally {
      await closed(engine)
    }
  } catch (thrown) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'connect',
      message: `pglite:${folder} could not be read: ${messageOf(thrown)}`,
      hint: 'Check that no other process has the folder open.',
      cause: thrown,
    })
  }
}

async function save(engine: PGlite): Promise<string> {
  const folder = join(tmpdir(), `understudy-kept-${randomBytes(8).toString('hex')}`)
  try {
    await closed(await loadPglite(await engine.dumpDataDir('none'), { dataDir: folder }))
    return `pglite:${folder}`
  } catch (thrown) {
    await rm(folder, { recursive: true, force: true })
    throw thrown
  }
}

/** Code under test may have closed it already. */
async function closed(engine: PGlite): Promise<void> {
  if (!engine.closed) await engine.close()
}
