import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Driver from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { connect } from '../../database/connect.ts'
import type { RunLedger } from '../../ledger/ledger.ts'
import { openLedger } from '../../ledger/open-ledger.ts'
import { openWorlds } from '../open-worlds.ts'
import type { Preparation, Worlds } from '../world.ts'
import { sqliteOf } from './sqlite-of.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-sqlite-worlds-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
function source(script = "create table items (id integer primary key, name text); insert into items values (1, 'a')") {
  const path = join(folder, `source-${++files}.db`)
  const database = new Driver(path)
  database.exec(script)
  return { path, database }
}

async function opened(url: string, prepare?: Preparation): Promise<{ worlds: Worlds; ledger: RunLedger }> {
  const ledger = openLedger({ folder: await mkdtemp(join(folder, 'ledger-')) })
  return { worlds: await openWorlds({ url, prepare, ledger }), ledger }
}

const items = { text: 'select name from items order by id' }
const pathOf = (url: string) => url.replace('sqlite:', '')

describe('an image', () => {
  test('has what the write-ahead log of the file holds, and needs no log itself', async () => {
    const { path, database } = source()
    database.pragma('journal_mode = wal')
    database.pragma('wal_autocheckpoint = 0')
    database.exec("insert into items values (2, 'in the log')")
    const { worlds } = await opened(path)
    await using world = await worlds.open({ isolation: 'auto' })
    expect(world.isolation).toBe('image')
    expect(await world.database.query(items.text)).toEqual([{ name: 'a' }, { name: 'in the log' }])
    await world.database.query("insert into items values (3, 'mine')")
    expect(database.prepare('select count(*) as n from items').get()).toEqual({ n: 2 })
    await worlds.close()
    database.close()
  })

  test('is shared with the driver of the test, whose numbers stay numbers, and COMMIT is one', async () => {
    const { worlds } = await opened(source().path)
    await using world = await worlds.open({ isolation: 'image' })
    const driver = sqliteOf(world)
    driver.transaction(() => driver.prepare('insert into items values (?, ?)').run(2, 'driver'))()
    expect(driver.prepare('select * from items where id = 2').get()).toEqual({ id: 2, name: 'driver' })
    expect(driver.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(await world.database.query('select id, 9007199254740993 as big from items where id = 2')).toEqual([
      { id: 2, big: 9007199254740993n },
    ])
    await worlds.close()
    expect(() => driver.prepare('select 1')).toThrow('not open')
  })

  test('of an empty database is prepared in memory, once', async () => {
    let runs = 0
    const { worlds } = await opened('sqlite::memory:', {
      key: '1',
      run: async (database) => {
        runs++
        await database.execute(
          "create table items (id integer primary key, name text); insert into items values (1, 'p')",
        )
      },
    })
    for (let at = 0; at < 3; at++) {
      await using world = await worlds.open({ isolation: 'image' })
      expect(await world.database.query(items.text)).toEqual([{ name: 'p' }])
      await world.database.query('delete from items')
    }
    expect(runs).toBe(1)
    await worlds.close()
  })

  test('is prepared in a copy: the file stays as it is', async () => {
    const { path, database } = source()
    database.close()
    const before = readFileSync(path)
    const { worlds } = await opened(path, { key: '1', run: (copy) => copy.execute("update items set name = 'new'") })
    await using world = await worlds.open({ isolation: 'image' })
    expect(await world.database.query(items.text)).toEqual([{ name: 'new' }])
    expect(readFileSync(path)).toEqual(before)
    await worlds.close()
  })

  test('of a file that does not exist is refused, and none is made', async () => {
    const { worlds } = await opened(`sqlite:${join(folder, 'missing.db')}`)
    for (const isolation of ['image', 'file', 'rows'] as const)
      expect((await failure(worlds.open({ isolation }))).code).toBe('CONNECTION_FAILED')
    expect(existsSync(join(folder, 'missing.db'))).toBe(false)
  })
})

describe('the URL of an image', () => {
  test('moves it to a file, with what the test did; the database stays the same object', async () => {
    const { worlds, ledger } = await opened(source().path)
    const world = await worlds.open({ isolation: 'image', testId: 't' })
    const { database } = world
    await database.query("insert into items values (2, 'before')")
    const [url, again] = await Promise.all([world.url(), world.url()])
    expect(again).toBe(url)
    expect([world.isolation, world.upgrade]).toEqual([
      'file',
      { from: 'image', to: 'file', reason: expect.any(String) },
    ])
    expect(ledger.open).toEqual([{ kind: 'path', path: dirname(pathOf(url)) }])
    {
      await using other = await connect(url)
      expect(await other.query(items.text)).toEqual([{ name: 'a' }, { name: 'before' }])
      await other.query("insert into items values (3, 'elsewhere')")
    }
    await database.query("insert into items values (4, 'after')")
    expect((await database.query(items.text)).length).toBe(4)
    expect(sqliteOf(world).prepare('select count(*) as n from items').get()).toEqual({ n: 4 })
    await world.close()
    expect(existsSync(dirname(pathOf(url)))).toBe(false)
    expect(ledger.open).toEqual([])
    await worlds.close()
  })

  test('is refused once the driver was given, which would go on in memory', async () => {
    const { worlds } = await opened(source().path)
    await using world = await worlds.open({ isolation: 'image' })
    sqliteOf(world).exec("insert into items values (2, 'x')")
    expect((await failure(world.url())).code).toBe('ISOLATION_FALSIFIED')
    expect(await world.database.query(items.text)).toEqual([{ name: 'a' }, { name: 'x' }])
    await worlds.close()
  })

  test('is refused inside a transaction, which goes on', async () => {
    const { worlds } = await opened(source().path)
    await using world = await worlds.open({ isolation: 'image' })
    await world.database.execute("begin; insert into items values (2, 'x')")
    expect((await failure(world.url())).code).toBe('ISOLATION_FALSIFIED')
    expect(world.isolation).toBe('image')
    await worlds.close()
  })
})

describe('a file', () => {
  test('keeps the journal mode of its source, and goes with its log', async () => {
    const { path, database } = source()
    database.pragma('journal_mode = wal')
    const { worlds } = await opened(path)
    const world = await worlds.open({ isolation: 'file' })
    expect(await world.database.query('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }])
    await world.database.query("insert into items values (2, 'x')")
    const url = await world.url()
    await world.close()
    expect(existsSync(dirname(pathOf(url)))).toBe(false)
    await worlds.close()
    database.close()
  })

  test('that is kept stays where it was, and an image cannot be', async () => {
    const { worlds, ledger } = await opened(source().path)
    const world = await worlds.open({ isolation: 'file' })
    await world.database.query("insert into items values (2, 'evidence')")
    const kept = await world.keep()
    expect(ledger.open).toEqual([])
    await world.close()
    await using database = await connect(kept, { create: false })
    expect(await database.query(items.text)).toEqual([{ name: 'a' }, { name: 'evidence' }])
    await rm(dirname(pathOf(kept)), { recursive: true })
    await using image = await worlds.open({ isolation: 'image' })
    expect((await failure(image.keep())).code).toBe('ISOLATION_UNSUPPORTED')
    await image.ping()
    await worlds.close()
  })
})

test('rows are made in the file itself', async () => {
  const { path, database } = source()
  const { worlds } = await opened(path)
  const world = await worlds.open({ isolation: 'rows' })
  await world.database.query("insert into items values (2, 'real')")
  expect(await world.url()).toBe(`sqlite:${path}`)
  await world.close()
  expect(database.prepare(items.text).all()).toEqual([{ name: 'a' }, { name: 'real' }])
  await worlds.close()
  database.close()
})

test('a file that was attached is named', async () => {
  const { worlds } = await opened(source().path)
  await using world = await worlds.open({ isolation: 'image' })
  await world.database.query('attach $1 as other', [source().path])
  expect((await world.leaks()).map(({ kind, name }) => [kind, name])).toEqual([['database', 'other']])
  await worlds.close()
})

test.each(['savepoint', 'clone', 'schema'] as const)('%s is refused with what there is', async (isolation) => {
  const { worlds } = await opened(source().path)
  const error = await failure(worlds.open({ isolation }))
  expect([error.code, error.details.offered]).toEqual(['ISOLATION_UNSUPPORTED', ['image', 'file', 'rows']])
})

test.each([
  ['sqlite::memory:', undefined],
  ['a file', { key: '1', run: async () => expect.unreachable() }],
])('rows are refused where nothing is shared, or somebody would be surprised: %s', async (url, prepare) => {
  const { worlds } = await opened(url === 'a file' ? source().path : url, prepare)
  expect((await failure(worlds.open({ isolation: 'rows' }))).code).toBe('ISOLATION_UNSUPPORTED')
})
