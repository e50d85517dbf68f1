import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as passed } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { datasetRow } from '../../../test/rows.ts'
import { testKey, testRing, testSealer, testStoreConfig, testTeam } from '../../../test/store.ts'
import { databaseBlobs } from '../../blobs/database-blobs.ts'
import { createKeyRing } from '../../crypto/key-ring.ts'
import { migrations } from '../migrations/migrations.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store.ts'
import { applicationRole } from './application-role.ts'

const urls = await Promise.all(
  Array.from({ length: 6 }, async (_, index) => {
    const config = await testStoreConfig('postgres', `start${index}`, { isNew: true })
    return config.engine === 'postgres' ? config.url : ''
  }),
)
const [main = '', newer = '', foreign = '', creator = '', plain = '', keys = ''] = urls
const opened: Store[] = []
afterAll(() => Promise.all(opened.map((store) => store.close())))
const open = async (url: string, ring = testRing) => {
  const store = await openStore({ engine: 'postgres', url }, ring)
  opened.push(store)
  return store
}
const roleOf = (url: string) => applicationRole(new URL(url).pathname.slice(1))

async function asOwner<Row extends pg.QueryResultRow>(url: string, ...statements: readonly string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: Row[] = []
    for (const statement of statements) rows = (await client.query<Row>(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

/** The URL of somebody who may less: a role of this file, which owns the database and goes with it. */
async function ownedBy(url: string, attributes: string): Promise<string> {
  const role = `understudy_owner_${randomBytes(4).toString('hex')}`
  const database = pg.escapeIdentifier(new URL(url).pathname.slice(1))
  await asOwner(url, `create role ${role} login ${attributes}`, `alter database ${database} owner to ${role}`)
  afterAll(async () => {
    await Promise.all(opened.map((store) => store.close()))
    await asOwner(url, `reassign owned by ${role} to postgres`, `drop owned by ${role} cascade`)
    await asOwner(url, `revoke ${role} from postgres`).catch(() => {})
    await asOwner(url, `alter database ${database} owner to postgres`, `drop owned by ${roleOf(url)} cascade`)
    await asOwner(url, `drop role ${roleOf(url)}`, `drop role ${role}`)
  })
  const own = new URL(url)
  own.username = role
  return own.href
}

describe('a store on Postgres', () => {
  test('is brought forward once by servers that start together', async () => {
    const stores = await Promise.all([open(main), open(main), open(main)])
    const team = await testTeam(stores[0] as Store)
    await stores[1]?.team(team, (tx) => tx.insertInto('datasets').values(datasetRow(team, 'x')).execute())
    expect(await asOwner(main, 'select number::int from understudy.migrations')).toEqual(
      migrations.map(({ number }) => ({ number })),
    )
  })

  test('of a newer version is refused, and not touched', async () => {
    await (await open(newer)).close()
    await asOwner(newer, "insert into understudy.migrations values (99, 'later', '')")
    const before = await asOwner(newer, 'select oid, relname, relacl::text from pg_class order by oid')
    await expect(open(newer)).rejects.toMatchObject({ code: 'STORE_NEWER' })
    expect(await asOwner(newer, 'select oid, relname, relacl::text from pg_class order by oid')).toEqual(before)
  })

  test('does not move into a schema of something else', async () => {
    await asOwner(foreign, 'create schema understudy', 'create table understudy.notes (a int)')
    await expect(open(foreign)).rejects.toMatchObject({ code: 'STORE_FOREIGN' })
  })

  test('that is not there is said not to be reached, without its password', async () => {
    const gone = openStore({ engine: 'postgres', url: 'postgres://me:s3cret@127.0.0.1:1/none' }, testRing)
    const thrown = await gone.catch((failure: unknown) => failure)
    expect(thrown).toMatchObject({ code: 'STORE_UNREACHABLE' })
    expect(String(thrown)).not.toContain('s3cret')
  })

  test('needs of its owner the right to make a role, and no more', async () => {
    const store = await open(await ownedBy(creator, 'nosuperuser createrole'))
    const team = await testTeam(store)
    await store.team(team, (tx) => tx.insertInto('datasets').values(datasetRow(team, 'x')).execute())
    await store.proveIsolation()
    await (await testSealer(store)).shred(team)
    await store.eraseTeamPlace(team)
    expect(await store.places()).toEqual([])
  })

  test('without that right says what to run, and then takes the role on in each transaction', async () => {
    const url = await ownedBy(plain, 'nosuperuser')
    const role = roleOf(plain)
    await expect(open(url)).rejects.toMatchObject({ code: 'STORE_ROLE', hint: expect.stringContaining(role) })
    await asOwner(plain, `create role ${role} nologin`)
    await expect(open(url)).rejects.toMatchObject({ code: 'STORE_ROLE' })
    await asOwner(plain, `grant ${role} to ${new URL(url).username}`)
    const store = await open(url)
    const [team, other] = [await testTeam(store), await testTeam(store)]
    await store.team(team, (tx) => tx.insertInto('datasets').values(datasetRow(team, 'x')).execute())
    expect(await store.readTeam(other, (db) => db.selectFrom('datasets').selectAll().execute())).toEqual([])
    const { rows } = await store.readSystem((db) =>
      sql<{ session: string; current: string }>`select session_user as session, current_user as current`.execute(db),
    )
    expect(rows).toEqual([{ session: new URL(url).username, current: role }])
    await store.proveIsolation()
    await store.eraseTeamPlace(team)
  })

  test("keeps the role's password under the ring's first key, and opens it with no other ring", async () => {
    const wrappedBy = async () =>
      (await asOwner<{ ring_key: string }>(keys, 'select ring_key from understudy.application_role'))[0]?.ring_key
    await (await open(keys)).close()
    expect(await wrappedBy()).toBe(testRing.current)
    const other = randomBytes(32).toString('base64')
    await expect(open(keys, createKeyRing(other))).rejects.toMatchObject({ code: 'KEY_WRONG' })
    const both = createKeyRing(`${other}\n${testKey}`)
    await (await open(keys, both)).close()
    expect(await wrappedBy()).toBe(both.current)
    await (await open(keys, createKeyRing(other))).close()
  })
})

describe('a store whose connections are cut', () => {
  const cut = () =>
    asOwner(main, `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${roleOf(main)}'`)

  test('says so to what was under way, keeps nothing of it, and goes on by itself', async () => {
    const store = await open(main)
    const team = await testTeam(store)
    const broken = store.team(team, async (tx) => {
      await tx.insertInto('datasets').values(datasetRow(team, 'half')).execute()
      await cut()
      await tx.insertInto('datasets').values(datasetRow(team, 'other half')).execute()
    })
    await expect(broken).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await cut()
    const names = () => store.readTeam(team, (db) => db.selectFrom('datasets').select('name').execute())
    await expect.poll(() => names().catch(() => 'not yet')).toEqual([])
  })

  test('tells whoever held a lock that it is lost, and gives it to another', async () => {
    const store = await open(main)
    const lock = await store.tryLock('sweep')
    await cut()
    await expect.poll(() => lock?.lost.aborted).toBe(true)
    await expect.poll(async () => (await store.tryLock('sweep')) !== undefined).toBe(true)
    await lock?.[Symbol.asyncDispose]()
  })
})

test('no table has a value of the data in the clear, and destroyed keys are not in the file of theirs', async () => {
  const canary = 'Zaphod-Beeblebrox-4711-canary'
  const store = await open(main)
  const sealer = await testSealer(store)
  const team = await testTeam(store)
  const hash = await sealer.contentHash(team, Buffer.from(canary))
  await databaseBlobs(store, () => new Date()).put(team, hash, await sealer.seal(team, 'c', Buffer.from(canary)))
  const rules_sealed = await sealer.sealJson(team, 'r', { allowed: [canary] })
  const dataset = datasetRow(team, 'x', randomUUID())
  await store.team(team, async (tx) => {
    await tx.insertInto('datasets').values(dataset).execute()
    const of = { team_id: team, dataset_id: dataset.id, version: 1, hash: '', created_at: '', created_by: '' }
    await tx
      .insertInto('quality_rules')
      .values({ ...of, rules_sealed, rules: 1, gate: null, samples: '{}' })
      .execute()
  })
  const tables = await asOwner<{ name: string }>(
    main,
    "select relname as name from pg_class where relnamespace = 'understudy'::regnamespace and relkind = 'r'",
  )
  expect(tables.length).toBeGreaterThan(30)
  for (const { name } of tables) {
    const hex = Buffer.from(canary).toString('hex')
    const found = await asOwner(
      main,
      `select from understudy."${name}" t where t::text like '%${canary}%' or t::text like '%${hex}%'`,
    )
    expect(found, name).toEqual([])
  }
  const file = async () => {
    const [row] = await asOwner<{ bytes: Buffer }>(
      main,
      'checkpoint',
      "select pg_read_binary_file(pg_relation_filepath('understudy.data_keys')) as bytes",
    )
    return row?.bytes ?? Buffer.alloc(0)
  }
  const row = await store.readSystem((db) =>
    db.selectFrom('data_keys').select('wrapped').where('team_id', '=', team).executeTakeFirstOrThrow(),
  )
  const wrapped = Buffer.from(row.wrapped)
  expect((await file()).includes(wrapped)).toBe(true)
  // Somebody's snapshot of the whole database, as the database's own statistics take one, still sees the old row.
  const reader = new pg.Client({ connectionString: main })
  await reader.connect()
  await reader.query('begin isolation level repeatable read')
  await reader.query('select count(*) from understudy.teams')
  const shredded = sealer.shred(team)
  await passed(500)
  await reader.end()
  await shredded
  expect((await file()).includes(wrapped)).toBe(false)
})
