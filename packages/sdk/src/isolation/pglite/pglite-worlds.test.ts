import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { connect } from '../../database/connect.ts'
import { openLedger } from '../../ledger/open-ledger.ts'
import { openWorlds } from '../open-worlds.ts'
import { sqliteOf } from '../sqlite/sqlite-of.ts'
import type { Worlds } from '../world.ts'
import { pgliteOf } from './pglite-of.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-pglite-worlds-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const script = `
  create table items (id serial primary key, name text unique);
  create table tags (item integer references items deferrable initially deferred, name text);
  insert into items (name) values ('a')`
const names = 'select name from items order by id'

let worlds: Worlds
beforeAll(async () => {
  const ledger = openLedger({ folder })
  worlds = await openWorlds({
    url: 'pglite:',
    ledger,
    prepare: { key: '1', run: (database) => database.execute(script) },
  })
  return () => worlds.close()
})

const open = () => worlds.open({ isolation: 'savepoint' })

describe('a PGlite on savepoints', () => {
  test('knows transactions as it knows them otherwise', async () => {
    await using world = await open()
    const pglite = pgliteOf(world)
    await pglite.transaction((inner) => inner.query("insert into items (name) values ('kept')"))
    await expect(
      pglite.transaction(async (inner) => {
        await inner.exec("insert into items (name) values ('lost')")
        throw new Error('enough')
      }),
    ).rejects.toThrow('enough')
    await pglite.transaction(async (inner) => {
      await inner.sql`insert into items (name) values (${'lost too'})`
      await inner.rollback()
      expect(inner.closed).toBe(true)
    })
    await pglite.exec('begin')
    expect(pglite.isInTransaction()).toBe(true)
    await pglite.query('insert into items (name) values ($1)', ['also kept'])
    expect(await pglite.query('commit')).toMatchObject({ command: 'COMMIT' })
    expect(pglite.isInTransaction()).toBe(false)
    expect((await pglite.sql`select name from items order by id`).rows).toEqual(await world.database.query(names))
    expect((await world.database.query<{ name: string }>(names)).map(({ name }) => name)).toEqual([
      'a',
      'kept',
      'also kept',
    ])
    expect(world.upgrade).toBeUndefined()
  })

  test('goes on after an error, and a failed transaction answers COMMIT with ROLLBACK', async () => {
    await using world = await open()
    const pglite = pgliteOf(world)
    await expect(pglite.query("insert into items (name) values ('a')")).rejects.toThrow('unique')
    await pglite.exec('begin')
    await expect(pglite.query("insert into items (name) values ('a')")).rejects.toThrow('unique')
    await expect(pglite.query('select 1')).rejects.toThrow('aborted')
    expect(await pglite.query('commit')).toMatchObject({ command: 'ROLLBACK' })
    await pglite.query("insert into items (name) values ('b')")
    expect((await world.database.query(names)).length).toBe(2)
  })

  test('checks at COMMIT what waits for it', async () => {
    await using world = await open()
    const { database } = world
    const orphan = (inner: { query(text: string): Promise<unknown> }) => inner.query('insert into tags values (77)')
    expect((await failure(database.transaction(orphan))).details.sqlstate).toBe('23503')
    expect((await failure(orphan(database))).details.sqlstate).toBe('23503')
    await database.transaction(async (inner) => {
      await orphan(inner)
      await inner.query("insert into items (id, name) values (77, 'late')")
    })
    expect(await database.query('select item from tags')).toEqual([{ item: 77 }])
  })

  test('counts from the same number in every test, and names a lock that was left', async () => {
    for (let at = 0; at < 2; at++) {
      await using world = await open()
      const [row] = await world.database.query("insert into items (name) values ('n') returning id")
      expect(row).toEqual({ id: 2 })
      await world.database.query('select pg_advisory_lock(5)')
      expect((await world.leaks()).map(({ kind, name }) => `${kind} ${name}`)).toEqual(['advisory lock 5'])
    }
  })

  test('becomes real where a savepoint would falsify, and says why; the next test knows nothing of it', async () => {
    {
      await using world = await open()
      const pglite = pgliteOf(world)
      await pglite.query("insert into items (name) values ('before')")
      const heard: string[] = []
      await pglite.listen('news', (text) => heard.push(text))
      await pglite.query("select pg_notify('news', 'told')")
      expect(heard).toEqual(['told'])
      expect([world.isolation, world.upgrade?.from, world.upgrade?.to]).toEqual(['clone', 'savepoint', 'clone'])
      await world.database.execute('vacuum items')
      expect((await world.database.query(names)).length).toBe(2)
    }
    await using world = await open()
    expect(await world.database.query(names)).toEqual([{ name: 'a' }])
    expect(world.isolation).toBe('savepoint')
  })

  test('says so where it could not become real', async () => {
    await using world = await open()
    const pglite = pgliteOf(world)
    await pglite.exec('begin; ')
    await expect(pglite.query('listen news')).rejects.toMatchObject({ code: 'ISOLATION_FALSIFIED' })
    expect(() => pglite.execProtocol(new Uint8Array())).toThrow(
      expect.objectContaining({ code: 'ISOLATION_FALSIFIED' }),
    )
  })

  test('gives no URL, and no connection of another engine', async () => {
    await using world = await open()
    expect(await failure(world.url())).toMatchObject({
      code: 'ISOLATION_UNSUPPORTED',
      hint: expect.stringContaining('pgliteOf'),
    })
    expect(() => sqliteOf(world)).toThrow(expect.objectContaining({ code: 'ISOLATION_UNSUPPORTED' }))
  })
})

test('a folder is read, left as it is, and a clone of it can be kept', async () => {
  const url = `pglite:${join(folder, 'source')}`
  {
    await using database = await connect(url)
    await database.execute(script)
  }
  const own = await openWorlds({ url, ledger: openLedger({ folder }) })
  const world = await own.open({ isolation: 'clone' })
  await world.database.query("insert into items (name) values ('evidence')")
  const kept = await world.keep()
  await own.close()
  for (const [where, rows] of [
    [url, 1],
    [kept, 2],
  ] as const) {
    await using database = await connect(where, { create: false })
    expect((await database.query(names)).length).toBe(rows)
  }
  await rm(kept.replace('pglite:', ''), { recursive: true })
})

test.each(['schema', 'rows', 'image', 'file'] as const)('%s is refused with what there is', async (isolation) => {
  const error = await failure(worlds.open({ isolation }))
  expect([error.code, error.details.offered]).toEqual(['ISOLATION_UNSUPPORTED', ['savepoint', 'clone']])
})
