import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { templateDatabase, testDatabase } from '../../../test/database.ts'
import { createKeyRing } from '../src/crypto/key-ring.ts'
import type { Sealer } from '../src/crypto/sealer.ts'
import { openSealer } from '../src/store/data-keys/open-sealer.ts'
import { migrations } from '../src/store/migrations/migrations.ts'
import { openStore, type StoreConfig } from '../src/store/open-store.ts'
import { applicationRole } from '../src/store/postgres/application-role.ts'
import { migrate } from '../src/store/postgres/migrate.ts'
import { queueRole } from '../src/store/postgres/queue-login.ts'
import type { Store } from '../src/store/store.ts'
import { testFolder } from './folder.ts'

/** For `describe.each(engines)`: every test of what stands on a store runs on both. */
export const engines = ['sqlite', 'postgres'] as const

export const testKey = randomBytes(32).toString('base64')
export const testRing = createKeyRing(testKey)

const schemaSteps = migrations.flatMap((one) => [...one.system('postgres'), ...one.team('postgres')])
/** A database with the schema of a store, made once per run, of which stores of tests are copies. */
let template: Promise<string> | undefined

async function brought(url: string): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  try {
    await migrate(owner)
  } finally {
    await owner.end()
  }
}

/**
 * A place for a store of this test file, gone after it: a folder, or a database and its role.
 * @param isNew an empty database, for what brings a schema forward; else it has been already
 */
export async function testStoreConfig(
  engine: Store['engine'],
  name = 'store',
  { isNew = false } = {},
): Promise<StoreConfig> {
  if (engine === 'sqlite') return { engine, folder: await testFolder(name) }
  // Hooks run last first: the role goes after the database that it has rights in.
  let database = ''
  afterAll(() => Promise.all([applicationRole, queueRole].map((roleOf) => dropRole(roleOf(database)))))
  if (!isNew) template ??= templateDatabase(JSON.stringify(schemaSteps), brought)
  const url = await testDatabase(name, isNew ? undefined : await template)
  database = new URL(url).pathname.slice(1)
  return { engine, url }
}

/** `const store = await testStore(engine)` in an async `describe`; it is closed and removed after it. Not inside of a test. */
export async function testStore(engine: Store['engine'], name?: string): Promise<Store> {
  return (await testStoreIn(engine, name)).store
}

/** With where it is, for who looks into it past the store. */
export async function testStoreIn(engine: Store['engine'], name?: string) {
  const config = await testStoreConfig(engine, name)
  const store = await openStore(config, testRing)
  afterAll(() => store.close())
  return { store, config }
}

export function testSealer(store: Store, now?: () => Date): Promise<Sealer> {
  return openSealer(store, testRing, now)
}

/** A team with a place and a row in `teams`. */
export async function testTeam(store: Store, slug = `team-${randomBytes(4).toString('hex')}`): Promise<string> {
  const id = randomUUID()
  await store.createTeamPlace(id)
  await store.system((tx) =>
    tx
      .insertInto('teams')
      .values({ id, slug, name: slug, status: 'active', created_at: new Date().toISOString() })
      .execute(),
  )
  return id
}

async function dropRole(role: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('testServer').url })
  await client.connect()
  try {
    await client.query(`drop role if exists ${pg.escapeIdentifier(role)}`)
  } finally {
    await client.end()
  }
}
