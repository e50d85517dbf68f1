import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { createKeyRing } from '../src/crypto/key-ring.ts'
import type { Sealer } from '../src/crypto/sealer.ts'
import { openSealer } from '../src/store/data-keys/open-sealer.ts'
import { openStore, type StoreConfig } from '../src/store/open-store.ts'
import { applicationRole } from '../src/store/postgres/application-role.ts'
import { queueRole } from '../src/store/postgres/queue-login.ts'
import type { Store } from '../src/store/store.ts'

/** For `describe.each(engines)`: every test of what stands on a store runs on both. */
export const engines = ['sqlite', 'postgres'] as const

export const testKey = randomBytes(32).toString('base64')
export const testRing = createKeyRing(testKey)

/** A place for a store of this test file, gone after it: a folder, or a database and its role. */
export async function testStoreConfig(engine: Store['engine'], name = 'store'): Promise<StoreConfig> {
  if (engine === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), `understudy-${name}-`))
    afterAll(() => rm(folder, { recursive: true, force: true }))
    return { engine, folder }
  }
  // Hooks run last first: the role goes after the database that it has rights in.
  let database = ''
  afterAll(() => Promise.all([applicationRole, queueRole].map((roleOf) => dropRole(roleOf(database)))))
  const url = await testDatabase(name)
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
