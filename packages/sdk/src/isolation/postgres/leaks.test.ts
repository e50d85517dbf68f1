import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPostgres } from '../../../../../test/postgres.ts'
import { connect } from '../../database/connect.ts'
import { openLedger } from '../../ledger/open-ledger.ts'
import { openWorlds } from '../open-worlds.ts'
import type { Isolation, Leak, World, Worlds } from '../world.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-leaks-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const script = `
  create table items (id serial primary key, name text);
  create table orders (id bigint generated always as identity primary key, item integer references items);
  create sequence invoice_number start 100;`

// Of its own: what other tests make on a server they share is a leak for whoever watches that server.
const postgres = await startPostgres()
let url: string
let worlds: Worlds
let shared: Worlds

beforeAll(async () => {
  url = await database('leaks')
  await prepared(url, `${script} create role understudy_leaks_owner; create role understudy_leaks_tester login`)
  const ledger = openLedger({ folder })
  worlds = await openWorlds({ url, ledger })
  const other = await database('leaks_shared')
  await prepared(other, `${script} grant all on items, orders, invoice_number, items_id_seq, orders_id_seq to public`)
  shared = await openWorlds({ url: other.replace('postgres@', 'understudy_leaks_tester@'), ledger })
  return async () => {
    await worlds.close()
    await shared.close()
    await server('drop database leaks with (force)')
    await server('drop database leaks_shared with (force)')
    await server('drop role understudy_leaks_tester, understudy_leaks_owner')
    await postgres.stop()
  }
})

async function prepared(database: string, text: string): Promise<void> {
  await using made = await connect(database)
  await made.execute(text)
}

async function database(name: string): Promise<string> {
  await server(`create database ${name}`)
  const at = new URL(postgres.url)
  at.pathname = `/${name}`
  return at.href
}

async function server(text: string): Promise<void> {
  await using database = await connect(postgres.url)
  await database.query(text)
}

async function leaksOf(from: Worlds, isolation: Isolation, body: (world: World) => Promise<unknown>): Promise<Leak[]> {
  await using world = await from.open({ isolation })
  await body(world)
  return [...(await world.leaks())]
}

const one = (leaks: readonly Leak[]) => leaks.map(({ kind, name }) => `${kind} ${name}`)

/** Past its world, as an application that reads its URL from somewhere else. */
async function elsewhere(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(text)
  await client.end()
}

interface Planted {
  readonly what: string
  readonly isolation: Isolation
  /** On the database itself, by a role that cannot copy it. */
  readonly onSource?: true
  readonly plant: (world: World) => Promise<unknown>
  readonly found: string
  readonly undo?: string
}

const planted: Planted[] = [
  {
    what: 'an advisory lock of the session',
    isolation: 'savepoint',
    plant: ({ database }) => database.query('select pg_advisory_lock(77)'),
    found: 'advisory lock 77',
  },
  {
    what: 'a shared advisory lock with two keys',
    isolation: 'savepoint',
    plant: ({ database }) => database.query('select pg_advisory_lock_shared(4, 2)'),
    found: 'advisory lock 4, 2',
  },
  {
    what: 'a statement of PREPARE',
    isolation: 'savepoint',
    plant: ({ database }) => database.execute('prepare find as select * from items'),
    found: 'prepared statement find',
  },
  {
    what: 'a sequence that others use too',
    isolation: 'savepoint',
    onSource: true,
    plant: ({ database }) => database.query("insert into items (name) values ('x')"),
    found: 'sequence items_id_seq',
  },
  {
    what: 'a sequence that no table owns',
    isolation: 'savepoint',
    onSource: true,
    plant: ({ database }) => database.query("select nextval('invoice_number')"),
    found: 'sequence invoice_number',
  },
  {
    what: 'rows that were inserted past the world',
    isolation: 'savepoint',
    plant: () => elsewhere("insert into items (name) values ('outside')"),
    found: 'rows items',
  },
  {
    what: 'rows that were updated past a clone',
    isolation: 'clone',
    plant: () => elsewhere("update items set name = 'again'"),
    found: 'rows items',
  },
  {
    what: 'a role',
    isolation: 'clone',
    plant: ({ database }) => database.query('create role understudy_leaked'),
    found: 'role understudy_leaked',
    undo: 'drop role understudy_leaked',
  },
  {
    what: 'a database',
    isolation: 'clone',
    plant: ({ database }) => database.query('create database leaked_by_a_test'),
    found: 'database leaked_by_a_test',
    undo: 'drop database leaked_by_a_test',
  },
  {
    what: 'a setting of a role',
    isolation: 'clone',
    plant: ({ database }) => database.query("alter role understudy_leaks_owner set work_mem = '6MB'"),
    found: 'setting work_mem of understudy_leaks_owner',
    undo: 'alter role understudy_leaks_owner reset all',
  },
  {
    what: 'a setting of the server',
    isolation: 'clone',
    plant: ({ database }) => database.query("alter system set log_statement_sample_rate = '0.5'"),
    found: 'setting log_statement_sample_rate of the server',
    undo: 'alter system reset log_statement_sample_rate',
  },
]

test.each(planted)('$what is named by the test that left it, and not by the next', async (leak) => {
  const from = leak.onSource ? shared : worlds
  try {
    const leaks = await leaksOf(from, leak.isolation, leak.plant)
    expect(one(leaks)).toEqual([leak.found])
    expect(leaks[0]?.message).toContain(leak.found.split(' ').at(-1))
    expect(one(await leaksOf(from, leak.isolation, ({ database }) => database.query('select * from items')))).toEqual(
      [],
    )
  } finally {
    if (leak.undo) await server(leak.undo)
  }
})

test('the sequence is named with the column that it numbers', async () => {
  const [leak] = await leaksOf(shared, 'savepoint', ({ database }) =>
    database.query('insert into orders default values'),
  )
  expect(leak?.message).toContain('orders.id')
})

describe('a usual suite', () => {
  const bodies: ((world: World) => Promise<unknown>)[] = [
    ({ database }) => database.query("insert into items (name) values ('a'), ('b')"),
    ({ database }) => database.transaction((inner) => inner.query('insert into orders default values')),
    ({ database }) => database.query("insert into items (name) values ('a') returning id"),
    ({ database }) => database.query('update items set name = name'),
    ({ database }) => database.query('delete from orders'),
    ({ database }) => database.query('not sql').catch(() => {}),
    ({ database }) => database.transaction((inner) => inner.query('select pg_advisory_xact_lock(5)')),
    ({ database }) => database.execute('select pg_advisory_lock(6); select pg_advisory_unlock(6)'),
    ({ database }) => database.execute('prepare p as select 1; execute p; deallocate p'),
    ({ database }) => database.execute('create temp table scratch (id integer); insert into scratch values (1)'),
    ({ database }) => database.query("select set_config('app.tenant', 'x', false)"),
    ({ database }) => database.execute("set work_mem = '7MB'"),
    ({ database }) => database.execute('create table more (id serial primary key); insert into more default values'),
    ({ database }) => database.query("select setval('invoice_number', 5000)").catch(() => {}),
    ({ database }) => database.query('truncate items, orders restart identity'),
    ({ database }) => database.query('select * from items where id = $1', [1]),
  ]

  test('raises no false alarm, and each test counts from the same number', async () => {
    for (let round = 0; round < 5; round++) {
      for (const body of bodies) {
        expect(one(await leaksOf(worlds, 'savepoint', body))).toEqual([])
        await using world = await worlds.open({ isolation: 'savepoint' })
        const [row] = await world.database.query<{ item: number; number: number }>(
          "insert into items (name) values ('n') returning id as item, nextval('invoice_number') as number",
        )
        expect(row).toEqual({ item: 1, number: 100 })
      }
    }
  })

  test('on clones raises none either', async () => {
    for (const body of bodies) expect(one(await leaksOf(worlds, 'clone', body))).toEqual([])
  })

  test('the server’s own work on the source is no leak', async () => {
    await elsewhere('vacuum analyze items')
    await setTimeout(50)
    expect(one(await leaksOf(worlds, 'savepoint', async () => {}))).toEqual([])
  })
})
