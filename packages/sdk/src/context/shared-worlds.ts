import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { fingerprintOf } from '../catalog/diff/fingerprint.ts'
import { openWorlds } from '../isolation/open-worlds.ts'
import type { World, Worlds } from '../isolation/world.ts'
import type { RunLedger } from '../ledger/ledger.ts'
import { refuseProduction } from '../safety/refuse-production.ts'
import type { ParsedTestConfig } from './parse-test-config.ts'

/** The worlds over one database, and what is read of it once for all of them. */
export interface SharedWorlds {
  readonly worlds: Worlds
  /** What a world consists of when its test begins. */
  schemaOf(world: World): Promise<SchemaDefinition>
  /** Of that schema; undefined until it was read. */
  readonly fingerprint: string | undefined
}

/** Worlds by what they stand over: opened once, however many contexts ask at the same time; a failed opening is tried again. */
export class WorldsByDatabase {
  readonly #guarded = new Map<string, Promise<void>>()
  readonly #opened = new Map<string, Promise<SharedWorlds>>()

  async of(database: ParsedTestConfig['database'], ledger: RunLedger): Promise<SharedWorlds> {
    const { url, prepare, ready, productionUrls } = database
    await once(this.#guarded, JSON.stringify([url, productionUrls]), () => refuseProduction(url, productionUrls))
    return once(this.#opened, JSON.stringify([url, prepare?.key, ready, ledger.file]), async () => {
      const worlds = await openWorlds({ url, prepare, ready, ledger })
      return new ReadOnce(worlds)
    })
  }

  get size(): number {
    return this.#opened.size
  }

  async close(): Promise<void> {
    const all = [...this.#opened.values()]
    this.#opened.clear()
    const closed = await Promise.allSettled(all.map(async (opening) => (await opened(opening))?.worlds.close()))
    for (const one of closed) if (one.status === 'rejected') throw one.reason
  }
}

async function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const standing = known.get(key)
  if (standing) return standing
  const made = make()
  known.set(key, made)
  made.catch(() => {
    if (known.get(key) === made) known.delete(key)
  })
  return made
}

/** Who waited for an opening that failed was told; at the end it means that there is nothing to close. */
async function opened(opening: Promise<SharedWorlds>): Promise<SharedWorlds | undefined> {
  try {
    return await opening
  } catch {
    return undefined
  }
}

class ReadOnce implements SharedWorlds {
  readonly worlds: Worlds
  fingerprint: string | undefined
  #reading: Promise<SchemaDefinition> | undefined

  constructor(worlds: Worlds) {
    this.worlds = worlds
  }

  schemaOf(world: World): Promise<SchemaDefinition> {
    // Each of these has its tables in a schema of another name.
    if (world.isolation === 'schema') return this.#readOwn(world)
    this.#reading ??= this.#read(world)
    this.#reading.catch(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read({ database }: World): Promise<SchemaDefinition> {
    const definition = await analyzeSchema(database)
    this.fingerprint ??= fingerprintOf(definition)
    return definition
  }

  async #readOwn({ database }: World): Promise<SchemaDefinition> {
    const [own] = await database.query<{ name: string }>('select current_schema() as name')
    const name = own?.name ?? ''
    const definition = await analyzeSchema(database, { schemas: [name] })
    this.fingerprint ??= fingerprintOf(asPublic(definition, name))
    return definition
  }
}

/** As it would be in the usual schema, with the comment that Postgres gives that; the name is random, so that it stands for nothing else. */
function asPublic(definition: SchemaDefinition, name: string): SchemaDefinition {
  const renamed: SchemaDefinition = JSON.parse(JSON.stringify(definition).replaceAll(name, 'public'))
  return { ...renamed, comments: { 'schema public': 'standard public schema', ...renamed.comments } }
}
