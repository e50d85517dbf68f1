import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { firstOf } from '../../../../test/full.ts'
import { testWhere } from '../../../../test/test-where.ts'
import { failure } from '../../test/failure.ts'
import type { Database, Engine } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import type { RunLedger } from '../ledger/ledger.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { openWorlds } from './open-worlds.ts'
import type { Isolation, Preparation, World, Worlds } from './world.ts'

/** What every world promises, whatever it stands on. */

const schema = 'create table items (id integer primary key, name text not null unique)'
const rows = "insert into items values (1, 'first')"

/** The same content as the source has, for what begins empty. */
const prepare: Preparation = {
  key: schema,
  run: (database) => database.execute(`${schema}; ${rows}`),
}

interface Case {
  readonly engine: Engine
  readonly isolation: Isolation
  /** COMMIT is one, and another connection sees what it did. */
  readonly real: boolean
  readonly prepare?: Preparation
  readonly url: () => Promise<string>
}

const folder = await mkdtemp(join(tmpdir(), 'understudy-worlds-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function filled(url: string): Promise<string> {
  await using database = await connect(url)
  await database.execute(`${schema}; ${rows}`)
  return url
}

const postgres = async () => filled(await testDatabase('worlds'))
const empty = () => testDatabase('worlds_empty')
const file = () => filled(`sqlite:${join(folder, `${Math.trunc(performance.now() * 1000)}.db`)}`)
const memory = async () => 'pglite:'

const cases: Case[] = [
  { engine: 'postgres', isolation: 'savepoint', real: false, url: postgres },
  { engine: 'postgres', isolation: 'clone', real: true, url: postgres },
  { engine: 'postgres', isolation: 'schema', real: true, url: empty, prepare },
  { engine: 'sqlite', isolation: 'image', real: false, url: file },
  { engine: 'sqlite', isolation: 'file', real: true, url: file },
  { engine: 'pglite', isolation: 'savepoint', real: false, url: memory, prepare },
  { engine: 'pglite', isolation: 'clone', real: true, url: memory, prepare },
]

async function names(database: Database): Promise<string[]> {
  return (await database.query<{ name: string }>('select name from items order by id')).map(({ name }) => name)
}

/** Databases of the server and schemas of the source that worlds of the run made. */
async function standing(url: string, run: string): Promise<string[]> {
  if (!url.startsWith('postgres')) return []
  await using database = await connect(url)
  const found = await database.query<{ name: string }>(
    `select datname as name from pg_database where datname like '%' || $1 || '%'
     union all select nspname from pg_namespace where nspname like 'understudy\\_%'`,
    [
      run
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '_')
        .slice(0, 24),
    ],
  )
  return found.map(({ name }) => name)
}

/** Savepoints and clones of a PGlite are those of pglite/pglite-worlds.test.ts. */
describe.each(firstOf(5, cases))('$engine, $isolation', ({ engine, isolation, real, url: makeUrl, prepare }) => {
  let url: string
  let ledger: RunLedger
  let worlds: Worlds
  /** A PGlite takes seconds to start, and its savepoints are prepared and closed by the same code. */
  const slow = engine === 'pglite' && isolation === 'clone'
  const open = (): Promise<World> => worlds.open({ isolation })

  beforeAll(async () => {
    url = await makeUrl()
    ledger = openLedger({ folder: await mkdtemp(join(folder, 'ledger-')) })
    worlds = await openWorlds({ url, prepare, ledger })
  })
  afterAll(async () => {
    await worlds.close()
    await ledger.close()
  })

  test('says what it is', async () => {
    await using world = await open()
    expect([world.engine, world.isolation, world.upgrade]).toEqual([engine, isolation, undefined])
    await world.ping()
  })

  test('begins with the rows of its source, and the next test does too', async () => {
    for (const name of ['once', 'again']) {
      await using world = await open()
      expect(await names(world.database)).toEqual(['first'])
      await world.database.execute(`insert into items values (2, '${name}'); update items set name = 'x' where id = 1`)
      expect(await names(world.database)).toEqual(['x', name])
    }
  })

  test('a committed transaction is gone after it too, and so is a table', async () => {
    {
      await using world = await open()
      await world.database.transaction((transaction) => transaction.execute("insert into items values (2, 'kept')"))
      await world.database.execute('create table more (id integer)')
      expect(await names(world.database)).toEqual(['first', 'kept'])
    }
    await using world = await open()
    expect(await names(world.database)).toEqual(['first'])
    await world.database.execute('create table more (id integer)')
  })

  test('two at once never see each other, with the same keys and without waiting', async () => {
    await using one = await open()
    await using two = await open()
    await one.database.query("insert into items values (2, 'one')")
    await two.database.query("insert into items values (2, 'two')")
    expect(await names(one.database)).toEqual(['first', 'one'])
    expect(await names(two.database)).toEqual(['first', 'two'])
  })

  test('a failed statement leaves the world usable', async () => {
    await using world = await open()
    const error = await failure(world.database.query("insert into items values (1, 'taken')"))
    expect(error.code).toBe('CONSTRAINT_VIOLATED')
    await world.database.query("insert into items values (2, 'fine')")
    expect(await names(world.database)).toEqual(['first', 'fine'])
  })

  test('a transaction that throws is rolled back, and what was before it is not', async () => {
    await using world = await open()
    await world.database.query("insert into items values (2, 'before')")
    await expect(
      world.database.transaction(async (transaction) => {
        await transaction.query("insert into items values (3, 'within')")
        throw new Error('enough')
      }),
    ).rejects.toThrow('enough')
    expect(await names(world.database)).toEqual(['first', 'before'])
  })

  testWhere(real && engine !== 'pglite')(
    'what is committed is seen by another connection, and by nobody after it',
    async () => {
      const world = await open()
      await world.database.query("insert into items values (2, 'real')")
      const where = await world.url()
      {
        await using other = await connect(where)
        expect(await names(other)).toEqual(['first', 'real'])
        await other.query("insert into items values (3, 'theirs')")
      }
      expect(await names(world.database)).toEqual(['first', 'real', 'theirs'])
      await world.close()
      await expect(connect(where, { create: false }).then((database) => names(database))).rejects.toThrow()
    },
  )

  test('closes once, however often it is asked', async () => {
    const world = await open()
    await Promise.all([world.close(), world.close()])
    await world.close()
    await world[Symbol.asyncDispose]()
  })

  test('is not to be used after its end', async () => {
    const world = await open()
    const { database } = world
    await world.close()
    expect((await failure(world.ping())).code).toBe('CONTEXT_CLOSED')
    expect((await failure(world.url())).code).toBe('CONTEXT_CLOSED')
    expect((await failure(world.leaks())).code).toBe('CONTEXT_CLOSED')
    expect((await failure(world.keep())).code).toBe('CONTEXT_CLOSED')
    expect(() => world.native).toThrow(expect.objectContaining({ code: 'CONTEXT_CLOSED' }))
    expect((await failure(database.query('select 1'))).code).toMatch(/^(CONNECTION|CONTEXT)_CLOSED$/)
  })

  test('has nothing to say about a test that left nothing', async () => {
    await using world = await open()
    await world.database.query("insert into items values (2, 'mine')")
    expect(await world.leaks()).toEqual([])
  })

  test('opens nothing for who has given up', async () => {
    const signal = AbortSignal.abort()
    expect((await failure(worlds.open({ isolation, signal }))).code).toBe('CANCELLED')
  })

  testWhere(!slow)('when preparing fails nothing is left, and the next may succeed', async () => {
    let attempts = 0
    const flaky: Preparation = {
      key: 'flaky',
      run: async (database) => {
        attempts++
        if (attempts === 1) throw new Error('not yet')
        if (prepare) await prepare.run(database)
        await database.query("insert into items values (7, 'prepared')")
      },
    }
    const ledger = openLedger({ folder: await mkdtemp(join(folder, 'ledger-')) })
    await using again = await openWorlds({ url, prepare: flaky, ledger })
    const before = await standing(url, ledger.run)
    await expect(again.open({ isolation })).rejects.toThrow('not yet')
    expect(ledger.open).toEqual([])
    expect(await standing(url, ledger.run)).toEqual(before)
    await using world = await again.open({ isolation })
    expect(await names(world.database)).toEqual(['first', 'prepared'])
  })

  testWhere(!slow)('what others forgot to close goes when all are closed, and nothing is left', async () => {
    const ledger = openLedger({ folder: await mkdtemp(join(folder, 'ledger-')) })
    const own = await openWorlds({ url, prepare, ledger })
    const forgotten = [await own.open({ isolation }), await own.open({ isolation })]
    await own.close()
    await own.close()
    for (const world of forgotten) expect((await failure(world.ping())).code).toBe('CONTEXT_CLOSED')
    expect((await failure(own.open({ isolation }))).code).toBe('CONTEXT_CLOSED')
    expect(ledger.open).toEqual([])
    const left = await standing(url, ledger.run)
    expect(left).toEqual([])
    await ledger.close()
  })
})
