import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf, isFull } from '../../../../../test/full.ts'
import { startPostgres } from '../../../../../test/postgres.ts'
import { failure } from '../../../test/failure.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { inDatabase } from '../../database/postgres/in-database.ts'
import type { RunLedger } from '../../ledger/ledger.ts'
import { openLedger } from '../../ledger/open-ledger.ts'
import { openWorlds } from '../open-worlds.ts'
import type { Worlds, WorldsOptions } from '../world.ts'
import { poolOf } from './pool-of.ts'

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'understudy-postgres-worlds-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const name = (url: string): string => new URL(url).pathname.slice(1)

async function server<T>(work: (database: Database) => Promise<T>): Promise<T> {
  await using database = await connect(inject('testServer').url)
  return await work(database)
}

async function databases(like: string): Promise<string[]> {
  const found = await server((database) =>
    database.query<{ name: string }>('select datname as name from pg_database where datname like $1 order by 1', [
      like,
    ]),
  )
  return found.map((row) => row.name)
}

/** A source of its own, so that its template is nobody else's. */
async function source(script = 'create table items (id serial primary key, name text)'): Promise<string> {
  const url = await testDatabase('source')
  await using database = await connect(url)
  await database.execute(script)
  return url
}

async function opened(options: Omit<WorldsOptions, 'ledger'>): Promise<{ worlds: Worlds; ledger: RunLedger }> {
  const ledger = openLedger({ folder: await mkdtemp(join(folder, 'ledger-')) })
  return { worlds: await openWorlds({ ...options, ledger }), ledger }
}

const templatesIn = (ledger: RunLedger): string[] =>
  ledger.open.flatMap((resource) =>
    resource.kind === 'postgres-database' && resource.name.startsWith('understudy_template_') ? [resource.name] : [],
  )

describe('a template', () => {
  test('is made once for one state of the source, closed to connections, and goes with its last user', async () => {
    const url = await source()
    const one = await opened({ url, ready: 0 })
    const two = await opened({ url, ready: 0 })
    await using first = await one.worlds.open({ isolation: 'clone' })
    await using second = await two.worlds.open({ isolation: 'clone' })
    const [template = ''] = templatesIn(one.ledger)
    expect(templatesIn(two.ledger)).toEqual([template])
    expect(await failure(connect(inDatabase(url, template)))).toMatchObject({ code: 'CONNECTION_FAILED' })
    await first.close()
    await one.worlds.close()
    expect(await databases(template)).toEqual([template])
    await second.close()
    await two.worlds.close()
    expect(await databases(template)).toEqual([])
    expect([one.ledger.open, two.ledger.open]).toEqual([[], []])
  })

  const changes = [
    ['a row', 'insert into items (name) values (null)'],
    ['a sequence', "select nextval('items_id_seq')"],
    ['a setting', "do $$ begin execute format('alter database %I set work_mem = ''5MB''', current_database()); end $$"],
    ['a column', 'alter table items add column more text'],
    ['a truncation', 'truncate items'],
    ['a function', "create function f() returns int language sql as 'select 1'"],
  ] as const
  test.each(firstOf(3, changes))('is another one after %s', async (_, change) => {
    const url = await source("create table items (id serial primary key, name text); insert into items values (5, 'a')")
    const template = async () => {
      const { worlds, ledger } = await opened({ url, ready: 0 })
      await (await worlds.open({ isolation: 'clone' })).close()
      const [found] = templatesIn(ledger)
      await worlds.close()
      return found
    }
    const before = await template()
    expect(await template()).toBe(before)
    {
      await using database = await connect(url)
      await database.execute(change)
    }
    expect(await template()).not.toBe(before)
  })

  test('that another process could not finish is made anew', async () => {
    const url = await source()
    const first = await opened({ url, ready: 0 })
    await (await first.worlds.open({ isolation: 'clone' })).close()
    const [template = ''] = templatesIn(first.ledger)
    await first.worlds.close()
    await server((database) => database.query(`create database "${template}"`))
    const again = await opened({ url, ready: 0 })
    await using world = await again.worlds.open({ isolation: 'clone' })
    expect(await world.database.query('select * from items')).toEqual([])
    await world.close()
    await again.worlds.close()
    expect(await databases(template)).toEqual([])
  })

  test('has what was prepared, and the source has not', async () => {
    const url = await source()
    const prepare = { key: '1', run: (database: Database) => database.execute("insert into items (name) values ('p')") }
    const { worlds } = await opened({ url, prepare })
    await using world = await worlds.open({ isolation: 'clone' })
    expect(await world.database.query('select name from items')).toEqual([{ name: 'p' }])
    await using database = await connect(url)
    expect(await database.query('select name from items')).toEqual([])
    await worlds.close()
  })

  test('is another one for another preparation, beside the first', async () => {
    const url = await source()
    const prepared = (key: string) => ({
      key,
      run: (database: Database) => database.query('insert into items (name) values ($1)', [key]).then(() => {}),
    })
    const one = await opened({ url, prepare: prepared('one') })
    const two = await opened({ url, prepare: prepared('two') })
    await using first = await one.worlds.open({ isolation: 'savepoint' })
    await using second = await two.worlds.open({ isolation: 'savepoint' })
    expect(await first.database.query('select name from items')).toEqual([{ name: 'one' }])
    expect(await second.database.query('select name from items')).toEqual([{ name: 'two' }])
    await one.worlds.close()
    await two.worlds.close()
  })

  test('gives its copies the settings of the source, lists among them', async () => {
    const url = await source('create schema "my app"; create table "my app".mine (id integer)')
    await server((database) =>
      database.execute(
        `alter database "${name(url)}" set search_path to "my app", public;
         alter database "${name(url)}" set app.tenant = 'it''s';`,
      ),
    )
    const { worlds } = await opened({ url })
    await using world = await worlds.open({ isolation: 'clone' })
    expect(await world.database.query('select * from mine')).toEqual([])
    expect(await world.database.query("select current_setting('app.tenant') as tenant")).toEqual([{ tenant: "it's" }])
    await worlds.close()
  })
})

describe('processes side by side', () => {
  const program = `
    import { openWorlds } from ${JSON.stringify(join(import.meta.dirname, '../open-worlds.ts'))}
    import { openLedger } from ${JSON.stringify(join(import.meta.dirname, '../../ledger/open-ledger.ts'))}
    const [url, folder] = process.argv.slice(1)
    const ledger = openLedger({ folder })
    const prepare = { key: 'p', run: (database) => database.execute("insert into items (name) values ('prepared')") }
    const worlds = await openWorlds({ url, ledger, prepare })
    let wrong = 0
    for (let test = 0; test < 10; test++) {
      const world = await worlds.open({ isolation: test % 5 === 4 ? 'clone' : 'savepoint' })
      const before = await world.database.query('select id from items')
      await world.database.query("insert into items (name) values ('mine')")
      const after = await world.database.query('select id from items order by id')
      if (before.length !== 1 || after.length !== 2 || after[1].id !== 2) wrong++
      await world.close()
    }
    const templates = ledger.open.filter((one) => one.name.startsWith('understudy_template_')).map((one) => one.name)
    await worlds.close()
    console.log(JSON.stringify({ wrong, templates, left: ledger.open.length, run: ledger.run }))
    await ledger.close()
  `

  test('share one template, never meet, and the last drops it', async () => {
    const url = await source()
    const workers = Array.from({ length: isFull ? 4 : 2 }, () =>
      run(process.execPath, ['--input-type=module', '-e', program, url, folder]),
    )
    const said = (await Promise.all(workers)).map(({ stdout }) => JSON.parse(stdout))
    expect(said.map(({ wrong, left }) => [wrong, left])).toEqual(said.map(() => [0, 0]))
    const templates = new Set(said.flatMap((one) => one.templates))
    expect(templates.size).toBe(1)
    for (const template of templates) expect(await databases(template)).toEqual([])
  })
})

describe('clones that stand ready', () => {
  const made = (ledger: RunLedger): string[] =>
    ledger.open.flatMap((resource) =>
      resource.kind === 'postgres-database' && !resource.name.startsWith('understudy_template_') ? [resource.name] : [],
    )

  test('are made ahead, taken the oldest first, and made again', async () => {
    const { worlds, ledger } = await opened({ url: await source(), ready: 2 })
    await (await worlds.open({ isolation: 'clone' })).close()
    await expect.poll(() => made(ledger).length).toBe(2)
    const [oldest] = made(ledger)
    await using world = await worlds.open({ isolation: 'clone' })
    expect(name(await world.url())).toBe(oldest)
    await expect.poll(() => made(ledger).length).toBe(3)
    await world.close()
    await worlds.close()
    expect(made(ledger)).toEqual([])
  })

  test('are none when none are asked for', async () => {
    const { worlds, ledger } = await opened({ url: await source(), ready: 0 })
    await using world = await worlds.open({ isolation: 'clone' })
    await setTimeout(100)
    expect(made(ledger)).toEqual([name(await world.url())])
    await worlds.close()
  })

  test('are nobody’s who has given up waiting, and do not stay', async () => {
    const { worlds, ledger } = await opened({ url: await source(), ready: 0 })
    await (await worlds.open({ isolation: 'clone' })).close()
    const giveUp = new AbortController()
    const waiting = failure(worlds.open({ isolation: 'clone', signal: giveUp.signal }))
    await expect.poll(() => made(ledger).length).toBe(1)
    giveUp.abort()
    expect((await waiting).code).toBe('CANCELLED')
    expect(made(ledger)).toEqual([])
    await worlds.close()
  })
})

test('a process that closes nothing ends all the same', async () => {
  const url = await source()
  const program = `
    import { openWorlds } from ${JSON.stringify(join(import.meta.dirname, '../open-worlds.ts'))}
    import { openLedger } from ${JSON.stringify(join(import.meta.dirname, '../../ledger/open-ledger.ts'))}
    const [url, folder] = process.argv.slice(1)
    const worlds = await openWorlds({ url, ledger: openLedger({ folder }) })
    const world = await worlds.open({ isolation: 'clone' })
    await world.database.query('select 1')
    process.once('beforeExit', async () => {
      await worlds.close()
      console.log('closed')
    })
  `
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program, url, folder])
  expect(stdout).toBe('closed\n')
})

describe('a source', () => {
  test('that others are connected to is not copied: they are named, and what they do is not', async () => {
    const url = await source()
    const other = new pg.Client({ connectionString: url, application_name: 'shop dev server' })
    await other.connect()
    try {
      await other.query("select 'secret'")
      const { worlds, ledger } = await opened({ url })
      const error = await failure(worlds.open({ isolation: 'clone' }))
      expect(error.code).toBe('ISOLATION_BUSY')
      expect(error.message).toMatch(/shop dev server \(process \d+, idle\)/)
      expect(JSON.stringify(error)).not.toContain('secret')
      expect(error.hint).toContain('create database')
      expect(ledger.open).toEqual([])
      await other.end()
      await (await worlds.open({ isolation: 'clone' })).close()
      await worlds.close()
    } finally {
      await other.end().catch(() => {})
    }
  })

  test('that does not answer is said so, and may answer later', async () => {
    const url = await source()
    const down = inDatabase(url, 'not_there_yet')
    const { worlds, ledger } = await opened({ url: down })
    for (const isolation of ['savepoint', 'clone', 'rows'] as const)
      expect((await failure(worlds.open({ isolation }))).code).toBe('CONNECTION_FAILED')
    expect(ledger.open).toEqual([])
    await server((database) => database.query(`create database not_there_yet template "${name(url)}"`))
    try {
      await (await worlds.open({ isolation: 'savepoint' })).close()
      await worlds.close()
    } finally {
      await server((database) => database.query('drop database not_there_yet with (force)'))
    }
  })

  test('on a port where nobody listens is a failed connection', async () => {
    const { worlds } = await opened({ url: 'postgres://me@127.0.0.1:1/shop' })
    for (const isolation of ['auto', 'clone', 'schema', 'rows'] as const) {
      const code = isolation === 'schema' ? 'ISOLATION_UNSUPPORTED' : 'CONNECTION_FAILED'
      expect((await failure(worlds.open({ isolation }))).code).toBe(code)
    }
    await worlds.close()
  })

  test('whose server dies in the middle of a test leaves a world that can be closed, and a next one', async () => {
    const url = await source()
    for (const isolation of ['savepoint', 'clone'] as const) {
      const { worlds, ledger } = await opened({ url, ready: 0 })
      const world = await worlds.open({ isolation })
      await server((database) =>
        database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname like 'understudy\\_' || $1 || '%'`,
          [
            ledger.run
              .toLowerCase()
              .replaceAll(/[^a-z0-9]+/g, '_')
              .slice(0, 24),
          ],
        ),
      )
      await failure(world.database.query('select pg_sleep(0)').then(() => world.database.query('x')))
      await world.close()
      await using next = await worlds.open({ isolation })
      expect(await next.database.query('select * from items')).toEqual([])
      await next.close()
      await worlds.close()
      expect(ledger.open).toEqual([])
    }
  })
})

test('a server that has gone at the end leaves the ledger to say what could not be dropped', async () => {
  const { url, stop } = await startPostgres()
  try {
    await using database = await connect(url)
    await database.query('create database shop')
    const { worlds, ledger } = await opened({ url: inDatabase(url, 'shop'), ready: 0 })
    const clone = await worlds.open({ isolation: 'clone' })
    const held = await worlds.open({ isolation: 'savepoint' })
    await stop()
    expect((await failure(clone.database.query('select 1'))).code).toMatch(/^CONNECTION_/)
    expect((await failure(clone.close())).code).toMatch(/^CONNECTION_/)
    await held.close()
    expect((await failure(worlds.close())).code).toMatch(/^CONNECTION_/)
    expect(ledger.open.length).toBe(3)
  } finally {
    await stop()
  }
})

describe('a role that may not create databases', () => {
  let url: string
  beforeAll(async () => {
    url = await source()
    await server((database) =>
      database.execute('create role understudy_poor login; create role understudy_rich login createdb'),
    )
    await using database = await connect(url)
    await database.execute('grant all on schema public to public; grant all on items, items_id_seq to public')
  })
  afterAll(async () => {
    await using database = await connect(url)
    await database.execute('drop owned by understudy_poor; drop owned by understudy_rich')
    await server((all) => all.execute('drop role understudy_poor; drop role understudy_rich'))
  })
  const as = (role: string) => url.replace('postgres@', `${role}@`)

  test.each([
    ['understudy_poor', 'CREATEDB'],
    ['understudy_rich', "another's"],
  ])('%s works on savepoints in the database itself, and is told why there is no clone', async (role, why) => {
    const { worlds, ledger } = await opened({ url: as(role) })
    {
      await using world = await worlds.open({ isolation: 'auto' })
      expect(world.isolation).toBe('savepoint')
      await world.database.transaction((transaction) => transaction.query("insert into items (name) values ('x')"))
      expect(await world.database.query('select name from items')).toEqual([{ name: 'x' }])
    }
    await using database = await connect(url)
    expect(await database.query('select name from items')).toEqual([])
    const error = await failure(worlds.open({ isolation: 'clone' }))
    expect([error.code, error.message]).toEqual(['ISOLATION_UNSUPPORTED', expect.stringContaining(why)])
    await using world = await worlds.open({ isolation: 'savepoint' })
    expect((await failure(world.url())).message).toContain(why)
    await world.close()
    await worlds.close()
    expect(ledger.open).toEqual([])
  })

  test('does not prepare the database of everybody', async () => {
    const prepare = { key: '1', run: async () => expect.unreachable() }
    const { worlds } = await opened({ url: as('understudy_poor'), prepare })
    expect((await failure(worlds.open({ isolation: 'auto' }))).code).toBe('ISOLATION_UNSUPPORTED')
    expect((await failure(worlds.open({ isolation: 'rows' }))).code).toBe('ISOLATION_UNSUPPORTED')
    await worlds.close()
  })
})

describe('worlds', () => {
  let url: string
  let worlds: Worlds
  let ledger: RunLedger
  beforeAll(async () => {
    url = await source()
    ;({ worlds, ledger } = await opened({ url }))
  })
  afterAll(() => worlds.close())

  test('a clone gives code under test a pool of its own, which may leave a connection behind', async () => {
    const world = await worlds.open({ isolation: 'clone' })
    const pool = poolOf(world)
    expect(poolOf({ world })).toBe(pool)
    const client = await pool.connect()
    await client.query("insert into items (name) values ('by the pool')")
    expect(await world.database.query('select name from items')).toEqual([{ name: 'by the pool' }])
    await client.query('begin; lock table items')
    await world.close()
    await expect(client.query('select 1')).rejects.toThrow()
  })

  test('a clone closes while a statement runs', async () => {
    const world = await worlds.open({ isolation: 'clone' })
    const slow = world.database.query('select pg_sleep(600)')
    const said = failure(slow)
    const listening = once(process, 'uncaughtException', { signal: AbortSignal.timeout(1500) }).catch(() => 'quiet')
    await world.close()
    expect((await said).code).toBe('CONNECTION_LOST')
    expect(await listening).toBe('quiet')
  })

  test('a clone that is kept stays, and no ledger names it', async () => {
    const world = await worlds.open({ isolation: 'clone' })
    await world.database.query("insert into items (name) values ('evidence')")
    const before = ledger.open.length
    const kept = await world.keep()
    expect(ledger.open.length).toBe(before - 1)
    await using database = await connect(kept)
    expect(await database.query('select name from items')).toEqual([{ name: 'evidence' }])
    await database.close()
    await server((all) => all.query(`drop database "${name(kept)}"`))
  })

  test('a savepoint moves to a clone when its URL is asked for, with what the test did', async () => {
    const world = await worlds.open({ isolation: 'savepoint' })
    const { database } = world
    await database.query("insert into items (name) values ('moved')")
    await using other = await connect(await world.url())
    expect(await other.query('select name from items')).toEqual([{ name: 'moved' }])
    expect([world.isolation, world.upgrade?.to]).toEqual(['clone', 'clone'])
    expect(world.database).toBe(database)
    await other.close()
    await world.close()
  })

  test('a savepoint cannot be kept', async () => {
    await using world = await worlds.open({ isolation: 'savepoint' })
    expect((await failure(world.keep())).code).toBe('ISOLATION_UNSUPPORTED')
  })

  test('rows are made in the database itself', async () => {
    await using world = await worlds.open({ isolation: 'rows' })
    await world.database.query("insert into items (name) values ('real')")
    await using database = await connect(url)
    expect(await database.query('select name from items')).toEqual([{ name: 'real' }])
    expect(await world.url()).toBe(url)
    await database.execute('truncate items')
  })

  test('what is left of many, some of them at the same time, is nothing', async () => {
    const numbers = Array.from({ length: isFull ? 200 : 60 }, (_, at) => at)
    const lanes = [0, 1, 2, 3].map(async (lane) => {
      for (const at of numbers.filter((number) => number % 4 === lane)) {
        await using world = await worlds.open({ isolation: at % 20 === 0 ? 'clone' : 'savepoint' })
        const [row] = await world.database.query<{ id: number }>('insert into items (name) values ($1) returning id', [
          `test ${at}`,
        ])
        expect(row?.id).toBe(1)
        expect(await world.database.query('select name from items')).toEqual([{ name: `test ${at}` }])
      }
    })
    await Promise.all(lanes)
  })

  test.each(['image', 'file'] as const)('%s is SQLite’s', async (isolation) => {
    const error = await failure(worlds.open({ isolation }))
    expect([error.code, error.details.offered]).toEqual([
      'ISOLATION_UNSUPPORTED',
      ['savepoint', 'clone', 'schema', 'rows'],
    ])
  })

  test('a schema without a preparation would be empty', async () => {
    const error = await failure(worlds.open({ isolation: 'schema' }))
    expect([error.code, error.hint]).toEqual(['ISOLATION_UNSUPPORTED', expect.stringContaining('prepare')])
  })
})

describe('a schema', () => {
  test('is the only one of the search path, for the pool of the driver too', async () => {
    const url = await source()
    const prepare = { key: '1', run: (database: Database) => database.execute('create table things (id integer)') }
    const { worlds } = await opened({ url: `${url}?options=-c%20work_mem%3D5MB`, prepare })
    await using world = await worlds.open({ isolation: 'schema' })
    expect((await failure(world.database.query('select * from items'))).code).toBe('QUERY_FAILED')
    const { rows } = await poolOf(world).query(
      "select current_schemas(false)::text[] as path, current_setting('work_mem') as memory",
    )
    expect(rows).toEqual([{ path: [expect.stringMatching(/^understudy_/)], memory: '5MB' }])
    const kept = await world.keep()
    await using database = await connect(kept)
    expect(await database.query('select * from things')).toEqual([])
    await worlds.close()
  })
})
