import { once } from 'node:events'
import { createServer, connect as dial, type Socket } from 'node:net'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import type { Batch } from '../../model/batch.ts'
import type { Session } from '../adapter.ts'
import { connect } from '../connect.ts'
import { quoteLiteral } from './quote.ts'

/** What Postgres alone promises: many connections, statements that can be stopped, COPY on the wire. */

const url = await testDatabase('postgres')
const db = await connect(url)
afterAll(() => db.close())
beforeEach(() => db.execute('drop table if exists items; create table items (id integer primary key, name text)'))

const rows = (first: number, length: number): Batch => ({
  entity: 'items',
  firstRow: first,
  length,
  columns: [
    { name: 'id', vector: { type: 'int', length, values: Float64Array.from({ length }, (_, i) => first + i) } },
    { name: 'name', vector: { type: 'text', length, values: Array.from({ length }, () => 'x'.repeat(200)) } },
  ],
})

async function pid(session: Session): Promise<number> {
  const [row] = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
  return row?.pid ?? 0
}

/** The answer to the first statement goes on together with the server's last word, which `end` makes it say, or not at all. */
async function lateLine(withAnswer: boolean, end: () => Promise<unknown>) {
  let held: Buffer | undefined
  const sockets: Socket[] = []
  const server = createServer((client) => {
    const behind = dial(Number(new URL(url).port || 5432), new URL(url).hostname)
    sockets.push(client, behind)
    client.on('data', (bytes) => {
      const isFirst = held === undefined && bytes.includes('set datestyle')
      if (isFirst) held = Buffer.alloc(0)
      behind.write(bytes)
      if (isFirst) behind.once('data', () => void end())
    })
    behind.on('data', (bytes) => {
      if (!held) client.write(bytes)
      else if (withAnswer || bytes.includes('FATAL')) held = Buffer.concat([held, bytes])
    })
    behind.on('close', () => client.end(held ?? ''))
    for (const socket of [client, behind]) socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    host: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    held: () => String(held),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function count(): Promise<unknown> {
  const [row] = await db.query<{ n: number }>('select count(*) as n from items')
  return row?.n
}

/** Until a backend runs a statement that holds the text. */
async function runs(part: string): Promise<void> {
  await expect
    .poll(() =>
      db.query("select 1 from pg_stat_activity where state = 'active' and query like $1 and pid <> pg_backend_pid()", [
        `%${part}%`,
      ]),
    )
    .toHaveLength(1)
}

describe('values', () => {
  test('read as themselves, exact and in UTC, whatever the session has set', async () => {
    const [row] = await db.transaction(async (tx) => {
      await tx.execute("set local timezone to 'Asia/Kolkata'")
      return tx.query(`select
        12345678901234567890.123::numeric as n, '{1,NULL,3}'::int[] as list, '{{a,"b,\\"c"},{NULL,"NULL"}}'::text[] as nested,
        '[0:1]={5,6}'::int8[] as bounded, '{}'::text[] as none, '{"a": [1, null]}'::jsonb as j, '\\xdeadbeef'::bytea as raw,
        '2024-02-29'::date as d, '0044-03-15 BC'::date as bc, 'infinity'::timestamptz as forever,
        '2024-02-29 12:00:00.123456'::timestamp as ts, '2024-02-29 12:00:00.5+05:30'::timestamptz as tz,
        '1883-11-18 12:00:00+00'::timestamptz as early, '1 mon 2 days'::interval as span, true as yes, 0.1::float8 as f,
        'NaN'::float8 as nan, array['2024-02-29'::date] as days, 5::smallint as s, array[true,false] as flags`)
    })
    expect(row).toEqual({
      n: '12345678901234567890.123',
      list: [1, null, 3],
      nested: [
        ['a', 'b,"c'],
        [null, 'NULL'],
      ],
      bounded: [5, 6],
      none: [],
      j: { a: [1, null] },
      raw: new Uint8Array([0xde, 0xad, 0xbe, 0xef]),
      d: '2024-02-29',
      bc: '0044-03-15 BC',
      forever: 'infinity',
      ts: '2024-02-29T12:00:00.123456',
      tz: '2024-02-29T06:30:00.5Z',
      early: '1883-11-18T12:00:00Z',
      span: '1 mon 2 days',
      yes: true,
      f: 0.1,
      nan: Number.NaN,
      days: ['2024-02-29'],
      s: 5,
      flags: [true, false],
    })
  })

  test('of an instant west of Greenwich are in UTC too', async () => {
    await db.transaction(async (tx) => {
      await tx.execute("set local timezone to 'America/St_Johns'")
      const [row] = await tx.query("select '2024-12-31 22:00:00'::timestamptz as tz")
      expect(row).toEqual({ tz: '2025-01-01T01:30:00Z' })
    })
  })

  test('as literals do not depend on a setting', async () => {
    const text = "\\' \\n"
    await db.transaction(async (tx) => {
      await tx.execute('set local standard_conforming_strings = off; set local escape_string_warning = off')
      expect(await tx.query(`select ${quoteLiteral(text)} as a`)).toEqual([{ a: text }])
    })
  })

  test('go in as themselves: lists, objects, bytes, moments', async () => {
    const [row] = await db.query(
      'select $1::text[] as list, $2::jsonb as j, $3::bytea as raw, $4::timestamptz as at, $5::int[][] as nested, $6::bytea[] as raws',
      [['a"b\\', null, '{}'], { a: ['x'] }, Uint8Array.of(1, 0, 2), new Date(0), [[1], [2]], [Uint8Array.of(9)]],
    )
    expect(row).toEqual({
      list: ['a"b\\', null, '{}'],
      j: { a: ['x'] },
      raw: new Uint8Array([1, 0, 2]),
      at: '1970-01-01T00:00:00Z',
      nested: [[1], [2]],
      raws: [new Uint8Array([9])],
    })
  })
})

describe('errors', () => {
  test('keep the SQLSTATE and drop what may hold a value', async () => {
    const bad = await failure(db.query("select 'secret-1'::integer"))
    expect([bad.details.sqlstate, bad.message]).toEqual(['22P02', 'invalid input syntax for type integer: "…"'])
    expect(JSON.stringify(bad) + bad.stack + String(bad.cause)).not.toContain('secret-1')
    await db.query("insert into items values (41414, 'a')")
    const twice = await failure(db.query("insert into items values (41414, 'a')"))
    expect(twice.details).toMatchObject({
      sqlstate: '23505',
      constraint: 'items_pkey',
      table: 'items',
      schema: 'public',
    })
    expect(JSON.stringify(twice) + twice.stack).not.toContain('41414')
    const syntax = await failure(db.execute('select 1;\nselec 2'))
    expect(syntax.details).toMatchObject({ sqlstate: '42601', position: 11 })
  })

  test('a right that is missing is told apart', async () => {
    await db.execute('drop role if exists nobody_here; create role nobody_here')
    const refused = db.transaction(async (tx) => {
      await tx.execute('set local role nobody_here')
      await tx.query('select * from items')
    })
    expect((await failure(refused)).code).toBe('PERMISSION_DENIED')
    await db.execute('drop role nobody_here')
  })
})

describe('connections', () => {
  test('a password shows nowhere when it cannot connect', async () => {
    const error = await failure(connect('postgres://bob:s3cret@127.0.0.1:1/nothing?password=s3cret'))
    expect(error.code).toBe('CONNECTION_FAILED')
    expect(error.message).toContain('bob:***@127.0.0.1:1')
    expect(JSON.stringify(error) + error.stack + JSON.stringify(error.cause)).not.toContain('s3cret')
  })

  test('a database that is not there says so, and connecting again later works', async () => {
    const later = new URL(url)
    later.pathname += '_later'
    const error = await failure(connect(later.href))
    expect([error.code, error.details.sqlstate]).toEqual(['CONNECTION_FAILED', '3D000'])
    await db.execute(`create database "${later.pathname.slice(1)}"`)
    const opened = await connect(later.href)
    expect(await opened.query('select 1 as one')).toEqual([{ one: 1 }])
    await opened.close()
    await db.execute(`drop database "${later.pathname.slice(1)}"`)
  })

  test('are no more than allowed, and all work gets its turn', async () => {
    await using few = await connect(url, { maxConnections: 2 })
    const pids = await Promise.all(Array.from({ length: 12 }, () => few.transaction((tx) => pid(tx))))
    expect(new Set(pids).size).toBeLessThanOrEqual(2)
  })

  test('one that dies while idle is replaced', async () => {
    await using other = await connect(url, { maxConnections: 1 })
    await db.query('select pg_terminate_backend($1)', [await pid(other)])
    await expect.poll(() => pid(other).catch(() => 0)).toBeGreaterThan(0)
  })

  test('one that dies in a transaction is CONNECTION_LOST, and the next has a fresh one', async () => {
    const work = db.transaction(async (tx) => {
      await tx.query("insert into items values (1, 'a')")
      await db.query('select pg_terminate_backend($1)', [await pid(tx)])
      await tx.query("insert into items values (2, 'b')")
    })
    expect((await failure(work)).code).toBe('CONNECTION_LOST')
    expect(await count()).toBe(0)
  })

  test.each([
    ['together with the answer', 'CONNECTION_LOST'],
    ['in the place of the answer', 'CONNECTION_FAILED'],
  ] as const)('one that is ended %s to its first statement is an error, and ends nothing else', async (how, code) => {
    const name = `ended ${how}`
    await using line = await lateLine(how === 'together with the answer', () =>
      db.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]),
    )
    const through = new URL(url)
    through.host = line.host
    through.searchParams.set('application_name', name)
    expect((await failure(connect(through.href))).code).toBe(code)
    expect(line.held()).toContain('terminating connection')
  })

  test('a script that leaves a transaction open leaves it to nobody', async () => {
    await using one = await connect(url, { maxConnections: 1 })
    await one.execute("begin; insert into items values (1, 'a')")
    expect(await one.query('select * from items')).toEqual([])
  })

  test('a server that never answers is given up after the connect_timeout of the URL', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect((await failure(connect(`postgres://a@127.0.0.1:${port}/b?connect_timeout=1`))).code).toBe(
      'CONNECTION_FAILED',
    )
    silent.close()
  })
})

describe('a signal', () => {
  test('stops the statement that runs, on the server too', async () => {
    const controller = new AbortController()
    const slow = failure(db.query('select pg_sleep(600) /* slow one */', [], { signal: controller.signal }))
    await runs('/* slow one */')
    controller.abort()
    expect((await slow).code).toBe('CANCELLED')
    expect(
      await db.query(
        "select 1 from pg_stat_activity where state = 'active' and query like '%pg_sleep(600)%' and pid <> pg_backend_pid()",
      ),
    ).toEqual([])
  })

  test('stops a transaction at its statement and rolls it back', async () => {
    const controller = new AbortController()
    const work = db.transaction(
      async (tx) => {
        await tx.query("insert into items values (1, 'a')")
        await tx.query('select pg_sleep(600) /* in transaction */')
      },
      { signal: controller.signal },
    )
    const ended = failure(work)
    await runs('/* in transaction */')
    controller.abort()
    expect((await ended).code).toBe('CANCELLED')
    expect(await count()).toBe(0)
  })
})

describe('load', () => {
  test('moves a hundred thousand rows in one COPY', async () => {
    function* all() {
      for (let first = 0; first < 100_000; first += 5000) yield rows(first, 5000)
    }
    expect(await db.load({ schema: 'public', name: 'items' }, ['id', 'name'], all())).toEqual({ rows: 100_000 })
    expect(await count()).toBe(100_000)
  })

  test('keeps nothing when its backend is killed half-way, and ends the producer', async () => {
    let ended = false
    async function* endless() {
      try {
        for (let first = 0; ; first += 1000) {
          yield rows(first, 1000)
          if (first === 20_000)
            // Only the load itself: an idle connection of the pool, or another test's, may have copied last too.
            await db.query(
              `select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and state = 'active' and query like 'copy%'`,
            )
        }
      } finally {
        ended = true
      }
    }
    expect((await failure(db.load({ name: 'items' }, ['id', 'name'], endless()))).code).toBe('CONNECTION_LOST')
    await expect.poll(() => ended).toBe(true)
    expect(await count()).toBe(0)
  })

  test('gives nobody the connection that its server has ended', async () => {
    for (let round = 0; round < 20; round++) {
      const ended = await failure(db.query('select pg_terminate_backend(pg_backend_pid())'))
      expect(ended.code).toBe('CONNECTION_LOST')
      expect(await db.query('select 1 as one')).toEqual([{ one: 1 }])
    }
  })

  test('says in which line the server refused, while the producer still waits', async () => {
    async function* stuck() {
      yield rows(0, 10)
      yield rows(5, 100_000)
      await new Promise(() => {})
    }
    const error = await failure(db.load({ name: 'items' }, ['id', 'name'], stuck()))
    expect(error.details).toMatchObject({ sqlstate: '23505', line: 11 })
    expect(await count()).toBe(0)
  })

  test('holds little in memory while the server is slow to take it', async () => {
    let asked = 0
    function* many() {
      for (let first = 0; first < 400_000; first += 1000) {
        asked = first
        yield rows(first, 1000)
      }
    }
    await db.execute(`
      create or replace function wait() returns trigger language plpgsql as
        'begin if new.id = 5000 then perform pg_advisory_xact_lock(4); end if; return new; end';
      create trigger wait before insert on items for each row execute function wait();
    `)
    await db.transaction(async (tx) => {
      await tx.execute('select pg_advisory_xact_lock(4)')
      const loading = db.load({ name: 'items' }, ['id', 'name'], many())
      const waiting = "select 1 from pg_stat_activity where query like 'copy%' and wait_event_type = 'Lock'"
      await expect.poll(() => db.query(waiting)).toHaveLength(1)
      // 200 kB a batch: what the socket and the server's own buffers take, and no more.
      expect(asked).toBeLessThan(100_000)
      await tx.execute('commit; begin')
      await loading
    })
    expect(await count()).toBe(400_000)
  })
})

describe('COPY', () => {
  test('out and in again is the same', async () => {
    await db.query("insert into items select i, 'row ' || i from generate_series(1, 50000) i")
    await db.execute('drop table if exists twin; create table twin (like items)')
    const chunks = db.copy?.out('copy items to stdout (format binary)') ?? []
    expect(await db.copy?.in('copy twin from stdin (format binary)', chunks)).toBe(50_000)
    expect(await db.query('select * from items except select * from twin')).toEqual([])
  })

  test('a reader that stops early stops the server, and the connection serves on', async () => {
    await using one = await connect(url, { maxConnections: 1 })
    for await (const chunk of one.copy?.out(
      "copy (select repeat('x', 1000) from generate_series(1, 10000) a, generate_series(1, 10000) b) to stdout",
    ) ?? []) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    expect(await one.query('select 1 as one')).toEqual([{ one: 1 }])
  })

  test('the server waits for a slow reader', async () => {
    const wide = "copy (select repeat('x', 1000) from generate_series(1, 300) a, generate_series(1, 300) b) to stdout"
    let bytes = 0
    for await (const chunk of db.copy?.out(wide) ?? []) {
      if (bytes === 0) {
        const waiting = "select 1 from pg_stat_activity where query like 'copy (%' and wait_event = 'ClientWrite'"
        await expect.poll(() => db.query(waiting)).toHaveLength(1)
      }
      bytes += chunk.length
    }
    expect(bytes).toBe(300 * 300 * 1001)
  })

  test('a producer may use one buffer again and again, however slow the server is', async () => {
    await db.execute('drop table if exists letters; create table letters (letter text)')
    const buffer = Buffer.alloc(1024 * 1024)
    function* chunks(): Generator<Uint8Array, void, undefined> {
      for (let i = 0; i < 26; i++) {
        buffer.fill(97 + i)
        for (let at = 1023; at < buffer.length; at += 1024) buffer[at] = 10
        yield buffer
      }
    }
    expect(await db.copy?.in('copy letters from stdin', chunks())).toBe(26 * 1024)
    const same = 'select count(*)::int as rows from letters where letter = repeat(left(letter, 1), 1023)'
    expect(await db.query(same)).toEqual([{ rows: 26 * 1024 }])
    expect(await db.query('select count(*)::int as rows from letters group by left(letter, 1)')).toEqual(
      Array.from({ length: 26 }, () => ({ rows: 1024 })),
    )
  })

  test('a producer that waits is let go when the server refuses', async () => {
    let returned = false
    const chunks = [Buffer.from(`1\ta\nx\tb\n${'2\tc\n'.repeat(50_000)}`)]
    const producer: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          const value = chunks.shift()
          return value ? Promise.resolve({ done: false, value }) : new Promise(() => {})
        },
        return: () => {
          returned = true
          return Promise.resolve({ done: true, value: undefined })
        },
      }),
    }
    const refused = db.copy?.in('copy items from stdin', producer) ?? Promise.resolve()
    expect((await failure(refused)).details).toMatchObject({ sqlstate: '22P02', line: 2 })
    await expect.poll(() => returned).toBe(true)
  })

  test('inside a transaction an early stop leaves it usable', async () => {
    await db.transaction(async (tx) => {
      for await (const _ of tx.copy?.out("copy (select repeat('x', 1000) from generate_series(1, 10000)) to stdout") ??
        [])
        break
      expect(await tx.query('select 1 as one')).toEqual([{ one: 1 }])
    })
  })

  test('errors are ours, in both directions, and for what is no COPY', async () => {
    const read = async (statement: string) => {
      for await (const _ of db.copy?.out(statement) ?? []);
    }
    expect((await failure(read('copy nowhere to stdout'))).details.sqlstate).toBe('42P01')
    expect((await failure(read('select 1'))).message).toContain('not COPY')
    expect((await failure(db.copy?.in('select 1', []) ?? Promise.resolve())).message).toContain('not COPY')
    expect((await failure(read('copy items from stdin'))).code).toBe('QUERY_FAILED')
    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }])
  })
})
