import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { failure } from '../../../../test/failure.ts'
import { ownClones, poolIn } from '../../../../test/own-clones.ts'
import { analyzeSchema } from '../../../catalog/analyze.ts'
import { fillDatabase } from '../../../fill/fill-database.ts'
import { openSavepointWorlds } from './open-savepoint-worlds.ts'

const own = await ownClones(`
  create table parents (id int generated always as identity primary key, name text unique not null);
  create table events (id serial primary key, at timestamptz not null default now(), big bigint);
  insert into parents (name) values ('first')`)
const worlds = await own.worlds()
/** Its sequence has been asked, so that the next numbers are written down already. */
const counted = await ownClones('create table numbers (id serial); insert into numbers default values')

describe('a world on savepoints', () => {
  test('shows what was done to both drivers, and to nobody afterwards', async () => {
    {
      await using world = await worlds.open({})
      const pool = poolIn(world)
      await pool.query('insert into parents (name) values ($1)', ['second'])
      await world.database.query('insert into parents (name) values ($1)', ['third'])
      const { rows } = await pool.query('select name from parents order by id')
      expect(rows.map(({ name }) => name)).toEqual(['first', 'second', 'third'])
      expect(world.isolation).toBe('savepoint')
    }
    await using world = await worlds.open({})
    expect(await world.database.query('select id, name from parents')).toEqual([{ id: 1, name: 'first' }])
    expect(await world.database.query("insert into parents (name) values ('next') returning id")).toEqual([{ id: 2 }])
  })

  test('an error outside of a transaction fails only its statement', async () => {
    await using world = await worlds.open({})
    const pool = poolIn(world)
    await pool.query("insert into parents (name) values ('kept')")
    await expect(pool.query("insert into parents (name) values ('kept')")).rejects.toMatchObject({ code: '23505' })
    await expect(world.database.query('select 1 / 0')).rejects.toMatchObject({ code: 'QUERY_FAILED' })
    expect((await pool.query('select name from parents order by id')).rows).toEqual([
      { name: 'first' },
      { name: 'kept' },
    ])
  })

  test('what a usual test does needs no clone', async () => {
    const before = own.made()
    for (let n = 0; n < 20; n++) {
      await using world = await worlds.open({ testId: 'usual' })
      const pool = poolIn(world)
      await Promise.all([1, 2, 3].map((one) => pool.query('insert into parents (name) values ($1)', [`n${one}`])))
      const client = await pool.connect()
      await client.query('begin')
      await client.query("update parents set name = 'other' where name = 'n1'")
      await client.query('savepoint a')
      await client.query("delete from parents where name = 'n2'")
      await client.query('rollback to savepoint a')
      await client.query('commit')
      client.release()
      await world.database.transaction(async (tx) => {
        await tx.query("insert into parents (name) values ('ours')")
        await tx.transaction((inner) => inner.query('select 1'))
      })
      await expect(
        world.database.transaction(async (tx) => {
          await tx.query('delete from parents')
          throw new Error('undone')
        }),
      ).rejects.toThrow('undone')
      await pool.query('create table more (id int); insert into more values (1)')
      expect((await pool.query('select count(*)::int as n from parents')).rows).toEqual([{ n: 5 }])
      expect(world.upgrade).toBe(undefined)
    }
    expect(own.made()).toBe(before)
  })

  test('is filled with rows without a clone, and takes them along to one', async () => {
    await using world = await worlds.open({})
    await fillDatabase(world.database, { rows: 50, seed: 1 })
    const sums = `select count(*)::int as n, md5(string_agg(p::text, ',' order by id)) as sum from parents p`
    const filled = await world.database.query<{ n: number }>(sums)
    expect(filled[0]?.n).toBeGreaterThan(50)
    expect(world.upgrade).toBe(undefined)
    await world.url()
    expect(await world.database.query(sums)).toEqual(filled)
  })

  test('reading the schema needs no clone, writes nothing, and need not be done again', async () => {
    await using world = await worlds.open({})
    await analyzeSchema(world.database)
    await expect(
      world.database.transaction((tx) => tx.query("insert into parents (name) values ('no')"), {
        isolation: 'repeatable read',
        readOnly: true,
      }),
    ).rejects.toMatchObject({ details: { sqlstate: '25006' } })
    await world.database.query("insert into parents (name) values ('yes')")
    expect(world.upgrade).toBe(undefined)
    await world.url()
    expect(await world.database.query('select name from parents order by id')).toEqual([
      { name: 'first' },
      { name: 'yes' },
    ])
  })

  test('ours and the driver each read values in their own way', async () => {
    await using world = await worlds.open({})
    const text = "select 1::bigint as big, '2024-02-29'::date as day"
    expect(await world.database.query(text)).toEqual([{ big: 1, day: '2024-02-29' }])
    expect((await poolIn(world).query(text)).rows).toEqual([{ big: '1', day: new Date(2024, 1, 29) }])
  })
})

describe('the pool', () => {
  test('takes a query in all its forms', async () => {
    await using world = await worlds.open({})
    const pool = poolIn(world)
    expect((await pool.query({ text: 'select $1::int as n', values: [1] })).rows).toEqual([{ n: 1 }])
    expect((await pool.query({ text: 'select $1::int as n' }, [2])).rows).toEqual([{ n: 2 }])
    expect((await pool.query({ text: 'select 3 as n', rowMode: 'array' })).rows).toEqual([[3]])
    const types = { getTypeParser: () => (text: string) => `<${text}>` }
    expect((await pool.query({ text: 'select 4 as n', types: types as never })).rows).toEqual([{ n: '<4>' }])
    for (let n = 0; n < 2; n++)
      expect((await pool.query({ name: 'five', text: 'select 5 + $1::int as n', values: [n] })).rows).toEqual([
        { n: 5 + n },
      ])
    expect(await pool.query('select 6 as n; select 7 as n')).toMatchObject([{ rows: [{ n: 6 }] }, { rows: [{ n: 7 }] }])
    expect((await pool.query('')).rows).toEqual([])
    const called = (...given: unknown[]) =>
      new Promise<unknown>((resolve) =>
        Reflect.apply(pool.query, pool, [
          ...given,
          (error: unknown, result?: pg.QueryResult) => resolve(error ?? result?.rows),
        ]),
      )
    expect(await called('select 8 as n')).toEqual([{ n: 8 }])
    expect(await called('select $1::int as n', [9])).toEqual([{ n: 9 }])
    expect(await called('select 1 / 0')).toMatchObject({ code: '22012' })
    await expect(pool.query('select $1', 'no array' as never)).rejects.toThrow('must be an array')
    expect((await pool.query('select 10 as n')).rows).toEqual([{ n: 10 }])
    expect(world.isolation).toBe('savepoint')
  })

  test('is one of pg, with its counts and events', async () => {
    await using world = await worlds.open({})
    const pool = poolIn(world)
    expect(pool).toBeInstanceOf(pg.Pool)
    const events: string[] = []
    for (const event of ['connect', 'acquire', 'release', 'remove'] as const) pool.on(event, () => events.push(event))
    const client = await pool.connect()
    expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([1, 0, 0])
    const notices: (string | undefined)[] = []
    client.on('notice', ({ message }) => notices.push(message))
    await client.query("do $$ begin raise notice 'heard'; end $$")
    await client.query('commit')
    expect(notices).toEqual(['heard', 'there is no transaction in progress'])
    client.release()
    expect(() => client.release()).toThrow('already been released')
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
    const again = await new Promise((resolve) =>
      pool.connect((_, one, release) => {
        release()
        resolve(one)
      }),
    )
    expect(again).toBe(client)
    ;(await pool.connect()).release(true)
    expect(events).toEqual(['connect', 'acquire', 'release', 'acquire', 'release', 'acquire', 'release', 'remove'])
    expect(pool.totalCount).toBe(0)
  })

  test('refuses what comes after its end, and the world goes on', async () => {
    await using world = await worlds.open({})
    const pool = poolIn(world)
    await pool.end()
    await expect(pool.query('select 1')).rejects.toThrow('Cannot use a pool after calling end on the pool')
    await expect(pool.end()).rejects.toThrow('more than once')
    expect(await world.database.query('select 1 as n')).toEqual([{ n: 1 }])
  })

  test('gives ten clients, and the next when one is given back', async () => {
    await using world = await worlds.open({})
    const pool = poolIn(world)
    const clients = await Promise.all(Array.from({ length: 10 }, () => pool.connect()))
    const next = pool.connect()
    await expect.poll(() => pool.waitingCount).toBe(1)
    clients[0]?.release()
    expect(await next).toBe(clients[0])
  })

  test("a query object of the driver's goes on on a clone, where what was done stands", async () => {
    await using world = await worlds.open({})
    const pool = poolIn(world)
    await pool.query("insert into parents (name) values ('second')")
    const client = await pool.connect()
    const names: unknown[] = []
    await new Promise((resolve, reject) => {
      const query = client.query(new pg.Query('select name from parents order by id'))
      query.on('row', ({ name }) => names.push(name))
      query.on('end', resolve)
      query.on('error', reject)
    })
    expect(names).toEqual(['first', 'second'])
    expect(world.isolation).toBe('clone')
    expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }])
    client.release()
  })
})

describe('a move to a clone', () => {
  test('keeps database and pool the same objects, and all that was done, loads too', async () => {
    await using world = await worlds.open({})
    const { database } = world
    const pool = poolIn(world)
    const client = await pool.connect()
    await database.load(
      { name: 'parents' },
      ['name'],
      [
        {
          entity: 'parents',
          firstRow: 0,
          length: 2,
          columns: [{ name: 'name', vector: { type: 'text', length: 2, values: ['a', 'b'] } }],
        },
      ],
    )
    await client.query('begin')
    await client.query("insert into parents (name) values ('c')")
    const url = await world.url()
    expect(await database.query('select id, name from parents order by id')).toEqual([
      { id: 1, name: 'first' },
      { id: 2, name: 'a' },
      { id: 3, name: 'b' },
    ])
    await client.query('commit')
    client.release()
    const other = new pg.Client(url)
    await other.connect()
    expect((await other.query('select count(*)::int as n from parents')).rows).toEqual([{ n: 4 }])
    await other.end()
    expect(world.database).toBe(database)
    expect(poolIn(world)).toBe(pool)
    expect(await database.query('select count(*)::int as n from parents')).toEqual([{ n: 4 }])
    expect(world.upgrade).toEqual({
      from: 'savepoint',
      to: 'clone',
      reason: 'its URL is asked for, by which others connect',
    })
  })

  test('leaves nothing behind, neither on the clone nor where it began', async () => {
    const count = async () => {
      const client = new pg.Client(own.url)
      await client.connect()
      const { rows } = await client.query(
        "select (select count(*)::int from parents) as rows, (select count(*)::int from pg_database where datname like current_database() || '\\_%') as clones",
      )
      await client.end()
      return rows
    }
    const world = await worlds.open({})
    await world.database.query("insert into parents (name) values ('mine')")
    await world.url()
    expect(await count()).toEqual([{ rows: 1, clones: 1 }])
    await world.close()
    expect(await count()).toEqual([{ rows: 1, clones: 0 }])
  })

  test('happens where our own transaction and the pool are two connections', async () => {
    await using world = await worlds.open({})
    await world.database.transaction(async (tx) => {
      await tx.query("insert into parents (name) values ('inside')")
      expect((await poolIn(world).query('select count(*)::int as n from parents')).rows).toEqual([{ n: 1 }])
      expect(await tx.query('select count(*)::int as n from parents')).toEqual([{ n: 2 }])
    })
    expect((await poolIn(world).query('select count(*)::int as n from parents')).rows).toEqual([{ n: 2 }])
    expect(world.upgrade?.reason).toContain('another connection is used while a transaction is open')
  })

  test('happens while rows are read in steps and others are written', async () => {
    await using world = await worlds.open({})
    await world.database.query("insert into parents (name) select 'n' || i from generate_series(1, 10) i")
    let seen = 0
    for await (const rows of world.database.stream('select name from parents order by id', [], { batchSize: 4 })) {
      seen += rows.length
      await poolIn(world).query('insert into events (big) values (1)')
    }
    expect(seen).toBe(11)
    expect(await world.database.query('select count(*)::int as n from events')).toEqual([{ n: 3 }])
    expect(world.isolation).toBe('clone')
  })

  test('happens for a COPY that is read, and keeps what a big load wrote only where nothing else is needed', async () => {
    await using world = await worlds.open({})
    await world.database.query("insert into parents (name) values ('mine')")
    let text = ''
    for await (const chunk of world.database.copy?.out('copy (select name from parents order by id) to stdout') ?? [])
      text += Buffer.from(chunk).toString()
    expect(text).toBe('first\nmine\n')
    expect(world.isolation).toBe('clone')
    await using big = await worlds.open({})
    function* chunks() {
      for (let n = 0; n < 9; n++) yield Buffer.from(`${n}${'x'.repeat(1024 * 1024)}\n`)
    }
    await big.database.execute('create table texts (t text)')
    expect(await big.database.copy?.in('copy texts from stdin', chunks())).toBe(9)
    expect((await failure(big.url())).message).toContain('done too much')
    expect(await big.database.query('select count(*)::int as n from texts')).toEqual([{ n: 9 }])
  })

  test('takes a session of ours with settings of its own for what it is', async () => {
    await using world = await worlds.open({})
    await world.database.session(async (session) => {
      await session.execute("set my.tenant = 'a'")
      expect(await session.query("select current_setting('my.tenant', true) as tenant")).toEqual([{ tenant: 'a' }])
    })
    expect(await world.database.query("select current_setting('my.tenant', true) as tenant")).toEqual([
      { tenant: null },
    ])
    expect(world.upgrade?.reason).toContain('changed its own settings')
  })

  test('of one test id is remembered: it begins on a clone when it comes again', async () => {
    {
      await using world = await worlds.open({ testId: 'moves' })
      expect(world.isolation).toBe('savepoint')
      await poolIn(world).query('listen a')
    }
    {
      await using world = await worlds.open({ testId: 'moves' })
      expect(world.isolation).toBe('clone')
      expect(world.upgrade).toBe(undefined)
    }
    await using world = await worlds.open({ testId: 'another' })
    expect(world.isolation).toBe('savepoint')
  })

  test('is refused where the test saw what cannot be seen again, by the number of the statement', async () => {
    await using world = await worlds.open({ testId: 'time' })
    const pool = poolIn(world)
    await pool.query("insert into parents (name) values ('secret-name')")
    await pool.query('insert into events default values returning at')
    const refused = await failure(pool.query('listen a'))
    expect(refused.code).toBe('ISOLATION_FALSIFIED')
    expect(refused.message).toContain('statement 2 of 2')
    expect(JSON.stringify(refused)).not.toContain('secret')
    expect(refused.hint).toBe('Set isolation to "clone" for this test.')
    await using again = await worlds.open({ testId: 'time' })
    await poolIn(again).query('insert into events default values returning at')
    await poolIn(again).query('listen a')
  })

  test('takes along what was prepared under a name', async () => {
    await using world = await worlds.open({})
    const client = await poolIn(world).connect()
    const text = 'select 1 as n'
    expect((await client.query({ name: 'one', text })).rows).toEqual([{ n: 1 }])
    await world.url()
    expect((await client.query({ name: 'one', text: '' })).rows).toEqual([{ n: 1 }])
    client.release()
  })

  test('needs nothing to be done again where nothing was written', async () => {
    await using world = await worlds.open({})
    const pool = poolIn(world)
    await pool.query('select now(), random()')
    await pool.query('listen a')
    expect(world.isolation).toBe('clone')
  })

  test('takes sequences along, though the server writes nothing when one is asked', async () => {
    await using some = await counted.worlds()
    await using world = await some.open({})
    const next = async () => (await poolIn(world).query("select nextval('numbers_id_seq')::int as n")).rows
    expect(await next()).toEqual([{ n: 2 }])
    await world.url()
    expect(await next()).toEqual([{ n: 3 }])
  })

  test('is refused with its reason where there are no clones, and the test goes on', async () => {
    await using alone = await openSavepointWorlds({
      url: own.url,
      clones: { refused: 'the role may not create databases' },
      leaks: { query: 'select 1', read: () => ({ leaks: [], repair: undefined }) },
    })
    await using world = await alone.open({})
    await poolIn(world).query("insert into parents (name) values ('mine')")
    for (const work of [() => poolIn(world).query('vacuum'), () => world.url()]) {
      const refused = await failure(work())
      expect(refused.code).toBe('ISOLATION_FALSIFIED')
      expect(refused.message).toContain('the role may not create databases')
    }
    expect(await world.database.query('select count(*)::int as n from parents')).toEqual([{ n: 2 }])
  })
})

describe('a connection', () => {
  const terminate = async () => {
    const client = new pg.Client(own.url)
    await client.connect()
    const { rows } = await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    await client.end()
    return rows.length
  }

  test('that dies fails the test that has it, and no other', async () => {
    const world = await worlds.open({})
    await world.database.query("insert into parents (name) values ('gone')")
    expect(await terminate()).toBeGreaterThan(0)
    await expect(world.ping()).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await expect(poolIn(world).query('select 1')).rejects.toThrow()
    await world.close()
    await using next = await worlds.open({})
    expect(await next.database.query('select name from parents')).toEqual([{ name: 'first' }])
  })

  test('that dies between two tests is replaced', async () => {
    await (await worlds.open({})).close()
    await terminate()
    await using world = await worlds.open({})
    await world.ping()
  })

  test('is not kept busy by what a test never waited for', async () => {
    const world = await worlds.open({})
    const forever = poolIn(world).query('select pg_sleep(600)')
    forever.catch(() => {})
    await setTimeout(100)
    await world.close()
    await expect(forever).rejects.toThrow()
    await using next = await worlds.open({})
    await next.ping()
  })

  test('stops a statement on a signal and serves on', async () => {
    await using world = await worlds.open({})
    await world.database.query("insert into parents (name) values ('before')")
    const controller = new AbortController()
    const slow = failure(world.database.query('select pg_sleep(600)', [], { signal: controller.signal }))
    await setTimeout(50)
    controller.abort()
    expect((await slow).code).toBe('CANCELLED')
    expect(await world.database.query('select count(*)::int as n from parents')).toEqual([{ n: 2 }])
  })

  test('sets sequences back after a test that deallocated all', async () => {
    for (let n = 0; n < 3; n++) {
      await using world = await worlds.open({})
      expect(await world.database.query("insert into parents (name) values ('next') returning id")).toEqual([{ id: 2 }])
      await poolIn(world).query('deallocate all')
    }
  })

  test('has nothing prepared for the next test', async () => {
    for (const text of ['select 1 as n', 'select 2 as n', 'select 3 as n']) {
      await using world = await worlds.open({})
      expect((await poolIn(world).query({ name: 'same', text })).rows).toEqual([{ n: Number(text[7]) }])
      expect(await world.database.query("insert into parents (name) values ('next') returning id")).toEqual([{ id: 2 }])
    }
  })
})

describe('after its close', () => {
  test('a world refuses everything, and closes once', async () => {
    const world = await worlds.open({})
    const pool = poolIn(world)
    await Promise.all([world.close(), world.close()])
    for (const use of [
      () => world.url(),
      () => world.ping(),
      () => world.leaks(),
      () => world.keep(),
      () => pool.query('select 1'),
    ])
      expect((await failure(use())).code).toBe('CONTEXT_CLOSED')
    expect(() => world.native).toThrow('closed already')
  })

  test('worlds open no more', async () => {
    const some = await own.worlds()
    const world = await some.open({})
    await some.close()
    expect((await failure(some.open({}))).code).toBe('CONTEXT_CLOSED')
    expect((await failure(world.ping())).code).toBe('CONTEXT_CLOSED')
  })

  test('what was on savepoints cannot be kept', async () => {
    await using world = await worlds.open({})
    expect((await failure(world.keep())).code).toBe('ISOLATION_UNSUPPORTED')
  })
})
