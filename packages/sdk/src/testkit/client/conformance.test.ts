import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf } from '../../../../../test/full.ts'
import { failure } from '../../../test/failure.ts'
import { quoting } from '../../database/quote.ts'
import { DatabaseTestClient } from './database-test-client.ts'

/** What a client promises, run over each engine. */

const folder = await mkdtemp(join(tmpdir(), 'understudy-client-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const engines: [string, () => Promise<string>][] = [
  ['postgres', () => testDatabase('client')],
  ['sqlite', async () => `sqlite:${join(folder, 'client.db')}`],
  ['pglite', async () => 'pglite:'],
]

describe.each(firstOf(2, engines))('%s', (engine, url) => {
  let client: DatabaseTestClient
  let databaseUrl: string
  const alone = engine === 'pglite'

  beforeAll(async () => {
    databaseUrl = await url()
    client = await DatabaseTestClient.open({ databaseUrl, connectionPoolSize: 3, poolTimeout: 100 })
    await client.execute('create table items (id integer primary key, name text, price numeric(10, 2))')
  })
  afterAll(() => client.close())
  beforeEach(() => client.execute('delete from items'))

  const count = async () => (await client.query<{ n: number }>('select count(*) as n from items'))[0]?.n

  describe('statements', () => {
    test('take parameters by place and by name', async () => {
      await client.query('insert into items (id, name) values ($1, $2)', [1, 'one'])
      const text = "select id, name, ':id' as text from items where id = :id and name = :name or id = :id -- :none"
      expect(await client.query(text, { id: 1, name: 'one' })).toEqual([{ id: 1, name: 'one', text: ':id' }])
    })

    test('a name without a value is refused, and so is a value without a name', async () => {
      expect((await failure(client.query('select :a', { b: 1 }))).message).toContain(':a')
      expect((await failure(client.query('select 1', { b: 1 }))).message).toContain(':b')
    })
  })

  describe('transactions', () => {
    test('commit when the callback returns, and what is called on the client in it belongs to them', async () => {
      const answer = await client.transaction(async (transaction) => {
        await transaction.query('insert into items (id) values (1)')
        await client.query('insert into items (id) values (2)')
        return 7
      }, 'serializable')
      expect([answer, await count()]).toEqual([7, 2])
      const thrown = new Error('mine')
      const work = client.transaction(async () => {
        await client.bulkInsert('items', [{ id: 3 }])
        throw thrown
      })
      await expect(work).rejects.toBe(thrown)
      expect(await count()).toBe(2)
    })

    test('inside of each other they are savepoints', async () => {
      await client.transaction(async () => {
        await client.query('insert into items (id) values (1)')
        await client
          .transaction(async (inner) => {
            await inner.query('insert into items (id) values (2)')
            throw new Error('only the inner one')
          })
          .catch(() => {})
        await client.transaction(async () => {
          await client.query('insert into items (id) values (3)')
        })
      })
      expect(await client.query('select id from items order by id')).toEqual([{ id: 1 }, { id: 3 }])
    })

    test('are held until somebody commits, and rolled back where nobody did', async () => {
      {
        await using transaction = await client.transaction('repeatable read')
        await transaction.query('insert into items (id) values (1)')
        expect(transaction.isolation).toBe('repeatable read')
        await transaction.commit()
        await transaction.commit()
      }
      {
        await using transaction = await client.transaction()
        await transaction.query('insert into items (id) values (2)')
      }
      await using transaction = await client.transaction()
      await transaction.query('insert into items (id) values (3)')
      await transaction.rollback()
      await transaction.rollback()
      expect((await failure(transaction.query('select 1'))).code).toBe('CONNECTION_CLOSED')
      expect((await failure(transaction.commit())).code).toBe('CONNECTION_CLOSED')
      expect(await client.query('select id from items')).toEqual([{ id: 1 }])
    })

    test('one held inside of another is a savepoint, and the outer one waits for its end', async () => {
      await using outer = await client.transaction()
      const inner = await outer.transaction()
      await inner.query('insert into items (id) values (1)')
      expect((await failure(outer.query('select 1'))).message).toContain('inside this one is open')
      await inner.rollback()
      const second = await outer.transaction()
      await second.query('insert into items (id) values (2)')
      await second.commit()
      await outer.commit()
      expect(await client.query('select id from items')).toEqual([{ id: 2 }])
    })

    test('a level that no engine has is refused, and one inside of a transaction too', async () => {
      const snapshot = 'snapshot' as 'serializable'
      expect((await failure(client.transaction(snapshot))).code).toBe('TEST_CONFIG_INVALID')
      await using outer = await client.transaction('read committed')
      expect((await failure(outer.transaction('serializable'))).code).toBe('ISOLATION_UNSUPPORTED')
    })

    test('a callback may roll back and answer all the same, but not commit', async () => {
      const answer = await client.transaction(async (transaction) => {
        await transaction.query('insert into items (id) values (1)')
        expect((await failure(transaction.commit())).code).toBe('QUERY_FAILED')
        await transaction.rollback()
        return 'undone'
      })
      expect([answer, await count()]).toEqual(['undone', 0])
    })

    test('a commit that can only be a rollback fails', async () => {
      if (engine === 'sqlite') {
        // A statement that fails ends no transaction there; a deferred key fails at its end.
        await client.execute('create table parts (item int references items deferrable initially deferred)')
        await using transaction = await client.transaction()
        await transaction.query('insert into parts values (7)')
        expect((await failure(transaction.commit())).code).toBe('CONSTRAINT_VIOLATED')
        expect(await client.query('select * from parts')).toEqual([])
        return
      }
      await using transaction = await client.transaction()
      await transaction.query('insert into items (id) values (1)')
      await failure(transaction.query('selec 1'))
      expect((await failure(transaction.commit())).message).toContain('was rolled back')
      expect(await count()).toBe(0)
    })
  })

  describe('the pool', () => {
    test('says that it is exhausted, how large it is and how long was waited', async () => {
      const size = alone ? 1 : 3
      const held = await Promise.all(Array.from({ length: size }, () => client.getConnection()))
      const error = await failure(client.getConnection())
      expect(error.code).toBe('POOL_EXHAUSTED')
      expect(error.message).toContain('connection pool exhausted')
      expect(error.message).toContain(alone ? 'one connection' : '3 connections')
      expect(error.message).toContain('100 ms')
      expect((await failure(client.query('select 1'))).code).toBe('POOL_EXHAUSTED')
      const waiting = client.getConnection()
      await held.pop()?.close()
      await (await waiting).close()
      await Promise.all(held.map((connection) => connection.close()))
      expect(await client.query('select 1 as one')).toEqual([{ one: 1 }])
    })

    test('a connection that is given back has kept nothing', async () => {
      const connection = await client.getConnection()
      await connection.session.execute('begin; insert into items (id) values (1)')
      await connection.close()
      await connection.close()
      expect(await count()).toBe(0)
    })

    // PGlite has one connection: no two transactions are ever open there.
    if (!alone) {
      test('transactions that write wait for each other', async () => {
        await client.query('insert into items (id, price) values (1, 0)')
        const add = () =>
          client.transaction(async (transaction) => {
            await transaction.query('update items set price = price + 1 where id = 1')
            await transaction.query('select 1')
          })
        await Promise.all(Array.from({ length: 3 }, add))
        expect(Number((await client.query<{ price: number }>('select price from items'))[0]?.price)).toBe(3)
      })
    }
  })

  describe('many rows', () => {
    const postgres = engine !== 'sqlite'
    const types = postgres
      ? 'a int, b text, doc jsonb, list int[], raw bytea, small varchar(3), flags char(2)[], made boolean default true'
      : 'a int, b text, doc text, list text, raw blob, small text, flags text, made int default 1, primary key (a, b)'
    let table: Awaited<ReturnType<DatabaseTestClient['createTable']>>
    const rows = [
      {
        a: 1,
        b: 'x',
        doc: { k: [1, null, "it's"] },
        list: [1, null, 3],
        raw: new Uint8Array([0, 255, 92]),
        small: 'abc',
      },
      { a: 2, b: '\\N\t\r\n', doc: null, list: null, raw: null, small: null },
      { b: '"{}', a: 3 },
    ]
    const read = async () => {
      const { quoteTable } = quoting[postgres ? 'postgres' : 'sqlite']
      const rows = await client.query<{ raw: Uint8Array | null }>(
        `select a, b, doc, list, raw, small, made from ${quoteTable(table)} order by a`,
      )
      // A Buffer is bytes too, and is told apart by toEqual alone.
      return rows.map((row) => ({ ...row, raw: row.raw && new Uint8Array(row.raw) }))
    }
    const stored = (value: unknown) => (postgres ? value : JSON.stringify(value))
    const yes = postgres ? true : 1

    beforeEach(async () => {
      table = await client.createTable('many "rows"', types)
      expect(await client.bulkInsert(table, rows)).toBe(3)
    })

    test('are inserted with every kind of value, and with defaults where a row says nothing', async () => {
      const nothing = { doc: null, list: null, raw: null, small: null, made: yes }
      expect(await read()).toEqual([
        { ...rows[0], doc: stored(rows[0]?.doc), list: stored(rows[0]?.list), made: yes },
        { a: 2, b: '\\N\t\r\n', ...nothing },
        { a: 3, b: '"{}', ...nothing },
      ])
    })

    if (postgres) {
      test('also into a view, past rules, and never a number that only the database gives', async () => {
        await client.execute(`
          create table numbered (id int generated always as identity, code char(3), flags char(2)[], at timestamptz(0));
          create view codes as select code, at from numbered;
        `)
        const row = { code: 'a', at: new Date('2024-02-29T10:00:00.4Z') }
        await client.bulkInsert('codes', [row])
        await client.bulkInsert('numbered', [{ ...row, flags: ['ab', 'c '] }])
        const read = { id: expect.any(Number), code: 'a  ', at: '2024-02-29T10:00:00Z' }
        expect(await client.query('select * from numbered order by id')).toEqual([
          { ...read, flags: null },
          { ...read, flags: ['ab', 'c '] },
        ])
        expect((await failure(client.bulkInsert('numbered', [{ id: 7 }]))).details.sqlstate).toBe('428C9')
        expect((await failure(client.bulkInsert('numbered', [{ code: 'abcd' }]))).details.sqlstate).toBe('22001')
        expect((await failure(client.bulkInsert('codes', [{ code: 'abcd' }]))).details.sqlstate).toBe('22001')
      })
    }

    test('are updated by a key of several columns, and what was given stays as it is', async () => {
      const updates = [
        { a: 1, b: 'x', doc: null, raw: new Uint8Array([1]) },
        { a: 2, b: '\\N\t\r\n', doc: { n: 2 ** 40 }, list: [7], small: 'é' },
        { a: 3, b: 'no such', small: 'x' },
        { a: 3, b: '"{}', small: 'one', doc: { kept: 1 } },
        { a: 3, b: '"{}', small: 'two', list: [] },
      ]
      const before = structuredClone(updates)
      expect(await client.bulkUpdate(table, updates, ['a', 'b'])).toBe(3)
      expect(updates).toEqual(before)
      const [first, second, third] = await read()
      expect(first).toMatchObject({ doc: null, raw: new Uint8Array([1]), small: 'abc', list: stored([1, null, 3]) })
      expect(second).toMatchObject({ doc: stored({ n: 2 ** 40 }), list: stored([7]), small: 'é', raw: null })
      expect(third).toMatchObject({ small: 'two', list: stored([]), doc: stored({ kept: 1 }) })
    })

    test('all or none: a row that is refused leaves nothing, and a key without a value is refused', async () => {
      const refused = postgres ? { a: 9, b: 'z', small: 'abcd' } : { a: 1, b: 'x' }
      await failure(client.bulkInsert(table, [{ a: 8, b: 'y' }, refused]))
      expect(await read()).toHaveLength(3)
      expect((await failure(client.bulkUpdate(table, [{ a: 1, small: 'z' }], ['a', 'b']))).message).toContain('b')
      expect((await failure(client.bulkUpdate(table, [{ a: 1, b: null }], ['a', 'b']))).code).toBe('QUERY_FAILED')
    })

    test('more values than a statement takes parameters', async () => {
      const many = Array.from({ length: 20_000 }, (_, i) => ({ a: i + 10, b: `b${i}`, small: 'x', doc: i }))
      expect(await client.bulkInsert(table, many)).toBe(20_000)
      expect(
        await client.bulkUpdate(
          table,
          many.map(({ a }) => ({ a, small: 'y' })),
          'a',
        ),
      ).toBe(20_000)
      const { quoteTable } = quoting[postgres ? 'postgres' : 'sqlite']
      const sums = await client.query(`select count(*) as n from ${quoteTable(table)} where small = 'y'`)
      expect(sums).toEqual([{ n: 20_000 }])
    })

    test('nothing at all, rows of defaults alone, unknown tables and columns', async () => {
      expect([await client.bulkInsert(table, []), await client.bulkUpdate(table, [], 'a')]).toEqual([0, 0])
      expect((await failure(client.bulkInsert('no_such_table', [{ a: 1 }]))).message).toContain('no_such_table')
      expect((await failure(client.bulkInsert(table, [{ wrong: 1 }]))).message).toContain('wrong')
      const defaults = await client.createTable('defaults', 'a int default 7')
      expect(await client.bulkInsert(defaults, [{}, {}])).toBe(2)
    })
  })

  describe('measures', () => {
    test('a statement runs once, and says its time, rows, plan and connections', async () => {
      const { rows, metrics, plan } = await client.measure('insert into items (id) values ($1), ($2)', [1, 2])
      expect([rows, await count()]).toEqual([[], 2])
      expect(metrics.executionTime).toBeGreaterThan(0)
      expect(metrics.memoryUsage).toBeGreaterThanOrEqual(0)
      expect(metrics.connectionCount).toBeGreaterThan(0)
      if (engine !== 'sqlite') expect([metrics.rowsAffected, metrics.queryComplexity]).toEqual([2, expect.any(Number)])
      const read = await client.measure('select * from items where id = :id', { id: 1 })
      expect([read.rows.length, read.metrics.rowsAffected, JSON.stringify(read.plan)]).toEqual([
        1,
        1,
        expect.stringMatching(/scan|search/i),
      ])
      expect(plan).not.toBeNull()
    })

    test('work of any kind is measured too', async () => {
      const { result, metrics } = await client.measure(() => client.query('select 1 as one'))
      expect(result).toEqual([{ one: 1 }])
      expect(metrics.rowsAffected).toBe(1)
    })
  })

  test('a statement that takes longer than it may fails, on a server at once', async () => {
    if (engine === 'postgres') {
      await using hasty = new DatabaseTestClient({ databaseUrl, queryTimeout: 50 })
      const error = await failure(hasty.query('select pg_sleep(30)'))
      expect([error.code, error.message, error.details.sqlstate]).toEqual([
        'STATEMENT_TIMEOUT',
        expect.stringContaining('50 ms'),
        '57014',
      ])
      await hasty.query('select 1')
    }
    if (engine === 'sqlite') {
      await using hasty = new DatabaseTestClient({ databaseUrl, queryTimeout: 20 })
      const slow =
        'with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select count(*) from n'
      const error = await failure(hasty.query(slow))
      expect([error.code, error.message]).toEqual(['STATEMENT_TIMEOUT', expect.stringContaining('20 ms')])
    }
  })

  // PGlite in memory ends with its client, and nobody could look.
  if (!alone) {
    test('close() rolls back, gives back and drops what was made for tests, twice without harm', async () => {
      const other = await DatabaseTestClient.open({ databaseUrl })
      const table = await other.createTable('left', 'id int')
      const transaction = await other.transaction()
      await transaction.query('insert into items (id) values (1)')
      await other.getConnection()
      await other.openSession()
      await other.close()
      await other.close()
      expect(await count()).toBe(0)
      const { quoteTable } = quoting[engine === 'sqlite' ? 'sqlite' : 'postgres']
      expect((await failure(client.query(`select * from ${quoteTable(table)}`))).code).toBe('QUERY_FAILED')
      expect((await failure(other.query('select 1'))).code).toBe('CONNECTION_CLOSED')
    })
  }
})
