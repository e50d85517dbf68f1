import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { isFull } from '../../../../test/full.ts'
import { failure } from '../../test/failure.ts'
import type { Batch, Vector } from '../model/batch.ts'
import type { Database, Engine, Session } from './adapter.ts'
import { connect } from './connect.ts'
import { quoting } from './quote.ts'

/** What every adapter promises, run over each of them. */

const folder = await mkdtemp(join(tmpdir(), 'understudy-conformance-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const engines: [Engine, () => Promise<string>][] = [
  ['postgres', () => testDatabase('conformance')],
  ['sqlite', async () => join(folder, 'conformance.db')],
  ['pglite', async () => 'pglite:'],
]

const naughtyFile = join(import.meta.dirname, '../../../../../shared/data/strings/naughty-strings.json')
const allNaughty: string[] = existsSync(naughtyFile)
  ? JSON.parse(await readFile(naughtyFile, 'utf8'))
  : ['', 'NULL', "it's", '"', '\\', '\\N', '$1', "'; drop table items; --", '\t\n\r', '‮', '田中さん', '👩‍👩‍👧', '1.00']

const naughty = isFull ? allNaughty : allNaughty.filter((_, at) => at % 3 === 0)

const text = (...values: string[]): Vector => ({ type: 'text', length: values.length, values })
const ints = (...values: number[]): Vector => ({
  type: 'int',
  length: values.length,
  values: Float64Array.from(values),
})
const batch = (...vectors: Vector[]): Batch => ({
  entity: 'items',
  firstRow: 0,
  length: vectors[0]?.length ?? 3,
  columns: vectors.map((vector, i) => ({ name: `c${i}`, vector })),
})

async function numbers(session: Session, statement = 'select id from items order by id'): Promise<number[]> {
  return (await session.query<{ id: number }>(statement)).map(({ id }) => id)
}

async function collect<T>(steps: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = []
  for await (const step of steps) all.push(...step)
  return all
}

const thousand =
  'with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select i from n order by i'

describe.each(engines)('%s', (engine, url) => {
  let db: Database

  beforeAll(async () => {
    db = await connect(await url())
    await db.execute(`
      create table items (id integer primary key, name text not null, price numeric(10, 2) check (price >= 0));
      create table tags (item integer references items deferrable initially deferred, tag text);
    `)
  })
  afterAll(() => db.close())
  beforeEach(() => db.execute('delete from tags; delete from items'))

  test('says what it is, in one table of capabilities', () => {
    expect([db.engine, db.dialect]).toEqual([engine, db.capabilities.dialect])
    expect(db.name).toContain(engine)
  })

  describe('statements', () => {
    test('take parameters by number, also twice, and answer rows', async () => {
      await db.query('insert into items (id, name) values ($1, $2)', [1, 'one'])
      expect(await db.query('select id, name from items where id = $1 or $1 = 7', [1])).toEqual([
        { id: 1, name: 'one' },
      ])
      expect(await db.query('delete from items')).toEqual([])
    })

    test('keep whole numbers exact: a number where it can, else a bigint', async () => {
      const wide = db.dialect === 'postgres' ? 'bigint' : 'integer'
      const [row] = await db.query(`select cast($1 as ${wide}) as small, cast($2 as ${wide}) as big`, [
        Number.MAX_SAFE_INTEGER,
        2n ** 62n,
      ])
      expect(row).toEqual({ small: Number.MAX_SAFE_INTEGER, big: 2n ** 62n })
    })

    test('a script runs whole, and an error in it is one of ours', async () => {
      await db.execute("insert into items (id, name) values (1, 'a'); insert into items (id, name) values (2, 'b')")
      expect(await numbers(db)).toEqual([1, 2])
      expect((await failure(db.execute('selec 1'))).code).toBe('QUERY_FAILED')
    })
  })

  describe('errors', () => {
    test('a constraint that refuses is named, and no value of the row is in the error', async () => {
      await db.query("insert into items (id, name) values (1, 'a')")
      const insert = 'insert into items (id, name, price) values ($1, $2, $3)'
      const duplicate = await failure(db.query(insert, [1, 'secret-name', 5]))
      expect([duplicate.code, duplicate.details.table]).toEqual(['CONSTRAINT_VIOLATED', 'items'])
      const missing = await failure(db.query(insert, [2, null, 77123]))
      expect([missing.code, missing.details.column]).toEqual(['CONSTRAINT_VIOLATED', 'name'])
      const negative = await failure(db.query(insert, [3, 'secret-name', -77123]))
      expect([negative.code, typeof negative.details.constraint]).toEqual(['CONSTRAINT_VIOLATED', 'string'])
      for (const error of [duplicate, missing, negative]) {
        expect(JSON.stringify(error) + error.stack + String(error.cause)).not.toMatch(/secret-name|77123/)
      }
    })

    test('the stack leads back to whoever asked', async () => {
      async function theCaller(): Promise<void> {
        await db.query('select nothing from nowhere')
      }
      expect((await failure(theCaller())).stack).toContain('theCaller')
    })
  })

  describe('transactions', () => {
    const insert = (session: Session, id: number) =>
      session.query('insert into items (id, name) values ($1, $2)', [id, 'x'])

    test('commit when the callback returns, and give back what it returned', async () => {
      expect(
        await db.transaction(async (tx) => {
          await insert(tx, 1)
          return 'done'
        }),
      ).toBe('done')
      expect(await numbers(db)).toEqual([1])
    })

    test('roll back when it throws, and pass the error on', async () => {
      const mine = new Error('mine')
      const work = db.transaction(async (tx) => {
        await insert(tx, 1)
        throw mine
      })
      await expect(work).rejects.toBe(mine)
      expect(await numbers(db)).toEqual([])
    })

    test('nest as savepoints: what fails inside is undone alone', async () => {
      await db.transaction(async (tx) => {
        await insert(tx, 1)
        const inner = tx.transaction(async (savepoint) => {
          await insert(savepoint, 2)
          await savepoint.transaction((deeper) => insert(deeper, 3))
          await insert(savepoint, 1)
        })
        expect((await failure(inner)).code).toBe('CONSTRAINT_VIOLATED')
        await tx.transaction((savepoint) => insert(savepoint, 4))
      })
      expect(await numbers(db)).toEqual([1, 4])
    })

    test('never claim a commit that did not happen', async () => {
      const swallowed = db.transaction(async (tx) => {
        await insert(tx, 1)
        await insert(tx, 1).catch(() => {})
      })
      if (db.capabilities.errorsAbortTransactions) {
        expect((await failure(swallowed)).message).toContain('rolled back')
        expect(await numbers(db)).toEqual([])
      } else {
        await swallowed
        expect(await numbers(db)).toEqual([1])
      }
    })

    test('a deferred key that fails at the commit rolls back and leaves the connection well', async () => {
      const orphan = db.transaction((tx) => tx.query("insert into tags values (99, 'x')"))
      expect((await failure(orphan)).code).toBe('CONSTRAINT_VIOLATED')
      await db.transaction((tx) => insert(tx, 1))
      expect(await numbers(db)).toEqual([1])
    })

    test('read only means it', async () => {
      const refused = db.transaction((tx) => insert(tx, 1), { readOnly: true })
      expect((await failure(refused)).code).toMatch(/QUERY_FAILED|PERMISSION_DENIED/)
      expect(await db.transaction((tx) => numbers(tx), { readOnly: true })).toEqual([])
      await insert(db, 1)
    })

    test('do not mix, however many run at once', async () => {
      await insert(db, 0)
      await db.query("update items set name = '0'")
      const raise = () =>
        db.transaction(async (tx) => {
          const lock = db.capabilities.multipleConnections ? ' for update' : ''
          const [row] = await tx.query<{ name: string }>(`select name from items where id = 0${lock}`)
          await tx.query('update items set name = $1 where id = 0', [String(Number(row?.name) + 1)])
        })
      await Promise.all(Array.from({ length: 20 }, raise))
      expect(await db.query('select name from items')).toEqual([{ name: '20' }])
    })

    test('a query on what is busy with it is refused instead of hanging', async () => {
      const nested = db.transaction((tx) => tx.transaction(() => insert(tx, 1)))
      expect((await failure(nested)).hint).toContain('the session that it was given')
      if (!db.capabilities.multipleConnections) {
        expect((await failure(db.transaction(() => numbers(db)))).code).toBe('QUERY_FAILED')
        const deeper = db.transaction((tx) => tx.transaction(() => numbers(db)))
        expect((await failure(deeper)).code).toBe('QUERY_FAILED')
      }
    })

    test('a transaction that is over is of no use', async () => {
      let kept: Session | undefined
      await db.transaction(async (tx) => {
        kept = tx
      })
      expect((await failure(kept?.query('select 1') ?? Promise.resolve())).code).toBe('CONNECTION_CLOSED')
    })
  })

  describe('streams', () => {
    test('come in steps of the size asked for, in order, with room for other statements between', async () => {
      const sizes: number[] = []
      const seen: number[] = []
      for await (const rows of db.stream<{ i: number }>(thousand, [], { batchSize: 300 })) {
        sizes.push(rows.length)
        seen.push(...rows.map(({ i }) => i))
        await db.query('select 1')
      }
      expect(sizes).toEqual([300, 300, 300, 100])
      expect(seen).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1))
    })

    test('take parameters, and may be empty', async () => {
      const statement = 'select * from (select 1 as a union all select 2) t where a > $1 order by a;'
      expect(await collect(db.stream(statement, [0]))).toEqual([{ a: 1 }, { a: 2 }])
      expect(await collect(db.stream(statement, [9]))).toEqual([])
    })

    test('work inside a transaction, and may be left early', async () => {
      await db.transaction(async (tx) => {
        for await (const rows of tx.stream(thousand, [], { batchSize: 10 })) {
          expect(rows.length).toBe(10)
          break
        }
        await tx.query("insert into items (id, name) values (1, 'a')")
      })
      for await (const _ of db.stream(thousand)) break
      expect(await numbers(db)).toEqual([1])
    })

    test('a statement that fails is one of our errors', async () => {
      expect((await failure(collect(db.stream('select * from nowhere')))).code).toBe('QUERY_FAILED')
      expect(await numbers(db)).toEqual([])
    })
  })

  describe('load', () => {
    const columns = ['id', 'name']

    test('puts the vectors of each batch into the columns in order', async () => {
      const loaded = await db.load({ name: 'items' }, columns, [
        batch(ints(1, 2), text('a', 'b')),
        batch(ints(3), text('c')),
      ])
      expect(loaded).toEqual({ rows: 3 })
      expect(await db.query('select id, name from items order by id')).toEqual([
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
        { id: 3, name: 'c' },
      ])
    })

    test('of nothing is nothing', async () => {
      expect(await db.load({ name: 'items' }, columns, [])).toEqual({ rows: 0 })
    })

    test('keeps none when the producer throws, and passes its error on', async () => {
      const mine = new Error('mine')
      async function* broken() {
        yield batch(ints(1), text('a'))
        throw mine
      }
      await expect(db.load({ name: 'items' }, columns, broken())).rejects.toBe(mine)
      expect(await numbers(db)).toEqual([])
    })

    test('keeps none when the database refuses a row, and ends the producer', async () => {
      let ended = false
      async function* refused() {
        try {
          for (let id = 0; ; id++) yield batch(ints(id % 1000), text('x'.repeat(1000)))
        } finally {
          ended = true
        }
      }
      const error = await failure(db.load({ name: 'items' }, columns, refused()))
      expect([error.code, error.details.table]).toEqual(['CONSTRAINT_VIOLATED', 'items'])
      expect(await numbers(db)).toEqual([])
      await expect.poll(() => ended).toBe(true)
    })

    test('is part of the transaction around it', async () => {
      const mine = new Error('mine')
      const work = db.transaction(async (tx) => {
        await tx.load({ name: 'items' }, columns, [batch(ints(1), text('a'))])
        expect(await numbers(tx)).toEqual([1])
        throw mine
      })
      await expect(work).rejects.toBe(mine)
      expect(await numbers(db)).toEqual([])
    })

    test('of no columns makes rows of defaults', async () => {
      await db.execute('drop table if exists plain; create table plain (a integer default 7)')
      expect(await db.load({ name: 'plain' }, [], [batch(), batch()])).toEqual({ rows: 6 })
      expect(await db.query('select a, count(*) as n from plain group by a')).toEqual([{ a: 7, n: 6 }])
    })

    test('stores every type of vector so that it reads back', async () => {
      const postgres = db.dialect === 'postgres'
      await db.execute(
        `drop table if exists types; create table types (${
          postgres
            ? `i int, big bigint, f double precision, dec numeric(20,4), b boolean, d date, t time, ts timestamp,
             tz timestamptz, u uuid, p text, c text, x text, raw bytea, j jsonb, l int[]`
            : `i integer, big integer, f real, dec decimal(20,4), b boolean, d date, t time, ts timestamp,
             tz timestamp, u text, p text, c text, x text, raw blob, j text, l text`
        })`,
      )
      const nulls = Uint8Array.of(0, 1)
      const noon = Date.UTC(2024, 1, 29, 12) * 1000
      const dictionary = {
        words: ['eins', 'zwei'],
        bytes: new TextEncoder().encode('einszwei'),
        offsets: Uint32Array.of(0, 4, 8),
        plain: true,
      }
      const pick: Vector = { type: 'pick', length: 2, nulls, indices: Int32Array.of(1, 0), dictionary }
      const vectors: Vector[] = [
        { ...ints(-5, 0), nulls },
        { type: 'bigint', length: 2, nulls, values: BigInt64Array.of(2n ** 62n, 0n) },
        { type: 'float', length: 2, nulls, values: Float64Array.of(0.1, 0) },
        { type: 'decimal', length: 2, nulls, unscaled: Float64Array.of(123456, 0), scale: 4 },
        { type: 'bool', length: 2, nulls, values: Uint8Array.of(1, 0) },
        { type: 'date', length: 2, nulls, days: Int32Array.of(19782, 0) },
        { type: 'time', length: 2, nulls, micros: Float64Array.of(43_200_000_000, 0) },
        { type: 'timestamp', length: 2, nulls, micros: Float64Array.of(noon, 0), zoned: false },
        { type: 'timestamp', length: 2, nulls, micros: Float64Array.of(noon, 0), zoned: true },
        { type: 'uuid', length: 2, nulls, words: Uint32Array.of(1, 2, 3, 4, 0, 0, 0, 0) },
        pick,
        {
          type: 'concat',
          length: 2,
          nulls,
          parts: [pick, { type: 'const', length: 2, text: '-', bytes: Uint8Array.of(45), plain: true }],
        },
        { ...text('a\tb\\', ''), nulls },
        { type: 'bytes', length: 2, nulls, values: [Uint8Array.of(0, 255), Uint8Array.of()] },
        { type: 'json', length: 2, nulls, values: [{ a: [1, 'é"'] }, null] },
        { type: 'list', length: 2, nulls, values: [ints(1, 2), ints()] },
      ]
      const columns = 'i big f dec b d t ts tz u p c x raw j l'.split(' ')
      await db.load({ name: 'types' }, columns, [batch(...vectors)])
      const [row, empty] = await db.query<Record<string, unknown>>('select * from types order by i is null')
      expect(row).toEqual({
        i: -5,
        big: 2n ** 62n,
        f: 0.1,
        dec: postgres ? '12.3456' : 12.3456,
        b: postgres ? true : 1,
        d: '2024-02-29',
        t: '12:00:00',
        ts: postgres ? '2024-02-29T12:00:00' : '2024-02-29 12:00:00',
        tz: postgres ? '2024-02-29T12:00:00Z' : '2024-02-29T12:00:00.000Z',
        u: '00000001-0000-0002-0000-000300000004',
        p: 'zwei',
        c: 'zwei-',
        x: 'a\tb\\',
        raw: expect.toSatisfy((raw: Uint8Array) => Buffer.from(raw).equals(Buffer.of(0, 255))),
        j: postgres ? { a: [1, 'é"'] } : '{"a":[1,"é\\""]}',
        l: postgres ? [1, 2] : '[1,2]',
      })
      expect(Object.values(empty ?? {})).toEqual(columns.map(() => null))
    })
  })

  test('COPY, where there is one, takes chunks that break anywhere, and gives the same back', async () => {
    // SQLite has no COPY, and says so.
    if (engine === 'sqlite') return expect(db.copy).toBeUndefined()
    await db.execute('drop table if exists copied; create table copied (a integer, b text)')
    const lines = Buffer.from(Array.from({ length: 70_000 }, (_, i) => `${i}\t${'x'.repeat(90)}\n`).join(''))
    function* chunks() {
      for (let at = 0; at < lines.length; at += 99_991) yield lines.subarray(at, at + 99_991)
    }
    expect(await db.copy?.in('copy copied from stdin', chunks())).toBe(70_000)
    const back: Uint8Array[] = []
    for await (const chunk of db.copy?.out('copy copied to stdout') ?? []) back.push(chunk)
    expect(Buffer.concat(back).equals(lines)).toBe(true)
  })

  describe('naughty strings', () => {
    // PGlite's own decoder takes a U+FEFF at the start of a text for a byte order mark and drops it.
    const lost = (word: string) => engine === 'pglite' && word.startsWith('\uFEFF')
    const storable = naughty.filter((word) => !word.includes('\0') && !lost(word))

    test('come back as they went in, by parameter and by load', async () => {
      await db.execute('drop table if exists words; create table words (id integer, word text)')
      await db.load({ name: 'words' }, ['id', 'word'], [batch(ints(...storable.keys()), text(...storable))])
      const loaded = await db.query<{ word: string }>('select word from words order by id')
      expect(loaded.map(({ word }) => word)).toEqual(storable)
      await db.query('delete from words')
      await db.transaction(async (tx) => {
        for (const [id, word] of storable.entries()) await tx.query('insert into words values ($1, $2)', [id, word])
      })
      const sent = await db.query<{ word: string }>('select word from words order by id')
      expect(sent.map(({ word }) => word)).toEqual(storable)
    })

    test('come back as literals', async () => {
      const { quoteLiteral } = quoting[db.dialect]
      const rows = await db
        .query<{ word: string }>(
          `select * from (${storable.map((word, i) => `select ${i} as i, ${quoteLiteral(word)} as word`).join(' union all ')}) t order by i`,
        )
        .catch(() => undefined)
      // A compound SELECT of SQLite has at most 500 parts.
      const words = rows?.map(({ word }) => word) ?? (await oneByOne(db, storable))
      expect(words).toEqual(storable)
    })

    test('serve as names of tables and columns, or are refused with a reason', async () => {
      const { quoteTable, quoteIdentifier } = quoting[db.dialect]
      let refused = 0
      await db.transaction(async (tx) => {
        for (const word of storable) {
          if (db.dialect === 'postgres' && (word === '' || Buffer.byteLength(word) > 63)) {
            expect(() => quoteIdentifier(word)).toThrow(/must not be empty|bytes/)
            refused++
            continue
          }
          await tx.execute(`create table ${quoteTable({ name: word })} (${quoteIdentifier(word)} text)`)
          await tx.load({ name: word }, [word], [batch(text('kept'))])
          const [row] = await tx.query(`select ${quoteIdentifier(word)} as value from ${quoteTable({ name: word })}`)
          expect(row, word).toEqual({ value: 'kept' })
          await tx.execute(`drop table ${quoteTable({ name: word })}`)
        }
      })
      expect(refused).toBeLessThan(storable.length / 2)
      expect(() => quoteIdentifier('a\0b')).toThrow('NUL')
    })
  })

  describe('sessions', () => {
    test('keep settings to themselves, and roll back what they left open', async () => {
      const setting = db.dialect === 'postgres' ? 'set search_path to pg_catalog' : 'pragma foreign_keys = off'
      await db.session(async (session) => {
        await session.execute(setting)
        await session.execute("begin; insert into items (id, name) values (1, 'a')").catch(() => {})
      })
      expect(await numbers(db)).toEqual([])
      const orphan = db.query("insert into tags values (99, 'x')")
      expect((await failure(orphan)).code).toBe('CONSTRAINT_VIOLATED')
    })
  })

  describe('a signal', () => {
    test('that has fired refuses to start', async () => {
      const signal = AbortSignal.abort()
      expect((await failure(db.query('select 1', [], { signal }))).code).toBe('CANCELLED')
      expect((await failure(db.transaction(async () => {}, { signal }))).code).toBe('CANCELLED')
    })

    test('in the middle of a transaction rolls it back', async () => {
      const controller = new AbortController()
      const work = db.transaction(
        async (tx) => {
          await tx.query("insert into items (id, name) values (1, 'a')")
          controller.abort()
          await tx.query("insert into items (id, name) values (2, 'b')")
        },
        { signal: controller.signal },
      )
      expect((await failure(work)).code).toBe('CANCELLED')
      expect(await numbers(db)).toEqual([])
    })

    test('in the middle of a load keeps none', async () => {
      const controller = new AbortController()
      function* rows() {
        for (let id = 0; id < 1_000_000; id++) {
          if (id === 2000) controller.abort()
          yield batch(ints(id), text('x'.repeat(100)))
        }
      }
      const work = db.load({ name: 'items' }, ['id', 'name'], rows(), { signal: controller.signal })
      expect((await failure(work)).code).toBe('CANCELLED')
      expect(await numbers(db)).toEqual([])
    })
  })

  describe('the end', () => {
    test('waits for what runs, may come twice, and refuses what comes later', async () => {
      const short = await connect(engine === 'postgres' ? await testDatabase('close') : await urlOfMemory(engine))
      const running = short.transaction(async (tx) => {
        await tx.execute('create table late (a integer)')
        await new Promise((resolve) => setTimeout(resolve, 20))
        return tx.query('select 1 as one')
      })
      const closed = Promise.all([short.close(), short.close()])
      expect(await running).toEqual([{ one: 1 }])
      await closed
      const error = await failure(short.query('select 1'))
      expect([error.code, error.message]).toEqual(['CONNECTION_CLOSED', expect.stringContaining('closed')])
      await short.close()
    })
  })
})

async function urlOfMemory(engine: Engine): Promise<string> {
  return engine === 'sqlite' ? 'sqlite::memory:' : 'pglite:'
}

async function oneByOne(db: Database, words: readonly string[]): Promise<string[]> {
  const answers: string[] = []
  for (const word of words) {
    const [row] = await db.query<{ word: string }>(`select ${quoting[db.dialect].quoteLiteral(word)} as word`)
    answers.push(row?.word ?? '')
  }
  return answers
}
