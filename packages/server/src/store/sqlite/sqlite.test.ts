import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Transaction } from 'kysely'
import { describe, expect, test, vi } from 'vitest'
import { datasetRow } from '../../../test/rows.ts'
import { testRing, testSealer, testStoreConfig, testTeam } from '../../../test/store.ts'
import { databaseBlobs } from '../../blobs/database-blobs.ts'
import { openKeyRing } from '../../crypto/open-key-ring.ts'
import { migrations } from '../migrations/migrations.ts'
import { openStore } from '../open-store.ts'
import type { TeamTables } from '../tables/team-tables.ts'
import { Connection } from './connection.ts'
import { sqliteFailure } from './failure.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

const config = await testStoreConfig('sqlite', 'files')
const root = config.engine === 'sqlite' ? config.folder : ''
const place = async () => {
  const folder = join(root, randomUUID())
  await mkdir(folder)
  return folder
}
const open = (folder: string) => openStore({ engine: 'sqlite', folder }, testRing)
const filesIn = async (folder: string) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

describe('the files of an embedded store', () => {
  test('can be read by nobody else, while it runs too', async () => {
    const folder = await place()
    const store = await open(folder)
    await testTeam(store)
    const files = await filesIn(folder)
    expect(files.length).toBeGreaterThanOrEqual(4)
    for (const file of files) expect((await stat(file)).mode & 0o777, file).toBe(0o600)
    await store.close()
    expect((await filesIn(folder)).filter((file) => !file.endsWith('.db'))).toEqual([])
  })

  test('are in a folder: in the place of a file none is made, nor a key', async () => {
    const file = join(await place(), 'a-file')
    await writeFile(file, '')
    const refused = { code: 'STORE_UNWRITABLE', message: expect.stringContaining(file) }
    await expect(open(file)).rejects.toMatchObject(refused)
    await expect(openKeyRing({ folder: file })).rejects.toMatchObject(refused)
  })

  test('are brought forward once, and left alone after that', async () => {
    const folder = await place()
    const store = await open(folder)
    const team = await testTeam(store)
    await store.team(team, (tx) => tx.insertInto('datasets').values(datasetRow(team, 'kept')).execute())
    await store.close()
    const again = await open(folder)
    expect(await again.readTeam(team, (db) => db.selectFrom('datasets').select('name').execute())).toEqual([
      { name: 'kept' },
    ])
    await again.close()
  })

  test('of a newer version are refused, whether of the system or of one team, and not touched', async () => {
    const folder = await place()
    const store = await open(folder)
    const team = await testTeam(store)
    await store.close()
    for (const file of ['control.db', `teams/${team}.db`]) {
      const database = new Database(join(folder, file))
      database.pragma('user_version = 99')
      database.close()
      const before = await readFile(join(folder, file))
      await expect(open(folder), file).rejects.toMatchObject({ code: 'STORE_NEWER' })
      expect(Buffer.compare(await readFile(join(folder, file)), before)).toBe(0)
      const back = new Database(join(folder, file))
      back.pragma(`user_version = ${migrations.length}`)
      back.close()
    }
    await (await open(folder)).close()
  })

  test('of something else, and what is no database, are refused', async () => {
    const folder = await place()
    const database = new Database(join(folder, 'control.db'))
    database.exec('create table notes (text)')
    database.close()
    await expect(open(folder)).rejects.toMatchObject({ code: 'STORE_FOREIGN' })
    const another = await place()
    await writeFile(join(another, 'control.db'), 'not a database, but long enough to be looked at as one'.repeat(100))
    await expect(open(another)).rejects.toMatchObject({ code: 'STORE_DAMAGED' })
  })

  test('that were exchanged between two teams keep the server from serving', async () => {
    const folder = await place()
    const store = await open(folder)
    const [team, other] = [await testTeam(store), await testTeam(store)]
    await store.close()
    await copyFile(join(folder, 'teams', `${team}.db`), join(folder, 'teams', `${other}.db`))
    const again = await open(folder)
    await expect(again.proveIsolation()).rejects.toMatchObject({
      code: 'ISOLATION_BROKEN',
      message: expect.stringContaining(other),
    })
    await again.close()
  })

  test('are gone with their team, with all that SQLite keeps beside them', async () => {
    const folder = await place()
    const store = await open(folder)
    const team = await testTeam(store)
    await store.team(team, (tx) => tx.insertInto('datasets').values(datasetRow(team, 'x')).execute())
    await store.eraseTeamPlace(team)
    expect((await filesIn(folder)).filter((file) => file.includes(team))).toEqual([])
    await store.close()
  })

  test('are more than are open at once', async () => {
    const folder = await place()
    const most = 5
    const store = await openSqliteStore(folder, most)
    const teams: string[] = []
    for (let count = 0; count < most + 4; count++) {
      const team = randomUUID()
      await store.createTeamPlace(team)
      teams.push(team)
    }
    const opened = (await filesIn(folder)).filter((file) => file.endsWith('-wal')).length
    // The control file has a log too.
    expect(opened).toBe(most + 1)
    for (const team of teams.slice(0, 3))
      await store.team(team, (tx) => tx.insertInto('datasets').values(datasetRow(team, 'x')).execute())
    await store.close()
  })
})

test('a full disk is said to be one, and what was there stays usable', async () => {
  const file = join(await place(), 'full.db')
  const database = new Database(file)
  database.exec('create table heads (team_id text, name text, position integer)')
  database.pragma('max_page_count = 5')
  const connection = new Connection<TeamTables>(database, 'write')
  const name = 'x'.repeat(30_000) as 'audit'
  const fill = connection.transaction((tx) =>
    tx.insertInto('heads').values({ team_id: '', name, position: 1 }).execute(),
  )
  const failure = await fill.catch((thrown: unknown) => sqliteFailure(thrown, file))
  expect(failure).toMatchObject({ code: 'STORE_FULL' })
  await connection.transaction((tx) =>
    tx.insertInto('heads').values({ team_id: '', name: 'audit', position: 1 }).execute(),
  )
  connection.close()
})

test('a value stays what it is, and no statement is parsed again for the next one', async () => {
  const database = new Database(join(await place(), 'values.db'))
  database.exec('create table heads (team_id text, name text, position integer, primary key (team_id, name)) strict')
  const connection = new Connection<TeamTables>(database, 'write')
  const names = ['1', '01', '', "+'; --"]
  await connection.transaction((tx) =>
    tx
      .insertInto('heads')
      .values(names.map((name, position) => ({ team_id: '7', name: name as 'audit', position })))
      .execute(),
  )
  // Each time that a statement was parsed, the driver compiles anew how its rows are made.
  const compiled = vi.spyOn(globalThis, 'Function')
  const found = await connection.transaction(async (tx) => {
    const all: string[] = []
    for (const name of names) {
      const asked = tx
        .selectFrom('heads')
        .select('name')
        .where('team_id', '=', '7')
        .where('name', '=', name as 'audit')
      all.push(...(await asked.orderBy('position').limit(5).execute()).map((row) => row.name))
    }
    return all
  })
  const times = compiled.mock.calls.length
  compiled.mockRestore()
  expect(times).toBe(1)
  expect(found).toEqual(names)
  connection.close()
})

test('a statement that comes after the end of its transaction is refused, and asked in no other one', async () => {
  const database = new Database(join(await place(), 'ended.db'))
  database.exec('create table heads (team_id text, name text, position integer)')
  const connection = new Connection<TeamTables>(database, 'write')
  const count = (tx: Transaction<TeamTables>) => tx.selectFrom('heads').select('name').execute()
  const ended = await connection.transaction(async (tx) => ({ tx }))
  await connection.transaction(async (tx) => {
    await expect(count(ended.tx)).rejects.toThrow('after the end of its transaction')
    expect(await count(tx)).toEqual([])
  })
  connection.close()
})

/** A value of the data that must stand nowhere in the clear, in any encoding that a file could have it in. */
const canary = 'Zaphod-Beeblebrox-4711-canary'
const forms = [
  Buffer.from(canary),
  Buffer.from(canary, 'utf16le'),
  Buffer.from(Buffer.from(canary).toString('hex')),
  Buffer.from(Buffer.from(canary).toString('base64').slice(0, 36)),
]

test('no file of the folder has a value of the data in the clear: not the log, not a temporary one, no backup', async () => {
  const folder = await place()
  const backup = join(await place(), 'backup')
  const store = await open(folder)
  const sealer = await testSealer(store)
  const blobs = databaseBlobs(store, () => new Date())
  const team = await testTeam(store)
  const bytes = Buffer.from(JSON.stringify(Array.from({ length: 1000 }, (_, id) => ({ id, name: canary }))))
  const hash = await sealer.contentHash(team, bytes)
  await blobs.put(team, hash, await sealer.seal(team, 'chunk', bytes))
  const input_sealed = await sealer.sealJson(team, 'job', { schema: canary })
  await store.team(team, (tx) =>
    tx
      .insertInto('jobs')
      .values({
        team_id: team,
        id: randomUUID(),
        kind: 'generate',
        status: 'pending',
        input_sealed,
        result: null,
        progress: 0,
        error_sealed: null,
        cancel_requested: 0,
        attempt: 1,
        retry_of: null,
        usage: null,
        created_at: '',
        created_by: '',
        started_at: null,
        finished_at: null,
      })
      .execute(),
  )
  await store.backUp(backup)
  const look = async () => {
    const files = [...(await filesIn(folder)), ...(await filesIn(backup))]
    for (const file of files) {
      const content = await readFile(file)
      for (const form of forms) expect(content.includes(form), file).toBe(false)
    }
    return files
  }
  expect((await look()).some((file) => file.endsWith('-wal'))).toBe(true)
  expect(Buffer.from(await sealer.open(team, 'chunk', await blobs.get(team, hash))).includes(canary)).toBe(true)
  await store.close()
  await look()
})

test('what was deleted is overwritten, and destroyed keys stand in no file of the store, not even in the log', async () => {
  const folder = await place()
  const store = await open(folder)
  const sealer = await testSealer(store)
  const team = await testTeam(store)
  await sealer.seal(team, 'p', Buffer.from('x'))
  const wrapped = await store.readSystem((db) =>
    db.selectFrom('data_keys').select('wrapped').where('team_id', '=', team).executeTakeFirstOrThrow(),
  )
  const key = Buffer.from(wrapped.wrapped)
  const marker = 'a-name-of-a-dataset-that-was-deleted'
  await store.team(team, (tx) => tx.insertInto('datasets').values(datasetRow(team, marker)).execute())
  const standsIn = async (bytes: Buffer) => {
    const found: string[] = []
    for (const file of await filesIn(folder)) if ((await readFile(file)).includes(bytes)) found.push(file)
    return found
  }
  expect(await standsIn(key)).not.toEqual([])
  expect(await standsIn(Buffer.from(marker))).not.toEqual([])
  await sealer.shred(team)
  expect(await standsIn(key)).toEqual([])
  await store.team(team, (tx) => tx.deleteFrom('datasets').execute())
  await store.close()
  expect(await standsIn(Buffer.from(marker))).toEqual([])
})
