import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import { openGuardedSource } from '../open-guarded-source.ts'

const folder = mkdtempSync(join(tmpdir(), 'understudy-source-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'live.db')
const url = `sqlite:${file}`

beforeAll(async () => {
  await using database = await connect(url)
  await database.execute(`
    pragma journal_mode = wal;
    create table people (id integer primary key, name text);
    insert into people select value, 'person ' || value from (with recursive n(value) as (select 1 union all select value + 1 from n where value < 2500) select value from n);
    create view names as select name from people;
    create virtual table words using fts5 (word);
    insert into words values ('hello')`)
})

test('the catalog, rows and streams are read, other statements between the steps too', async () => {
  await using source = await openGuardedSource(url, { sessions: 2 })
  await source.session(async (session) => {
    expect((await analyzeSchema(session)).tables.map(({ name }) => name)).toContain('people')
    const steps: number[] = []
    for await (const rows of session.stream('select id from people where id > $1 order by id', [0], {
      batchSize: 1000,
    })) {
      steps.push(rows.length)
      expect(await session.query('select count(*) as n from names')).toEqual([{ n: 2500 }])
    }
    expect(steps).toEqual([1000, 1000, 500])
    expect(
      await session.transaction((inner) => inner.query("select count(*) as n from words where words match 'hello'")),
    ).toEqual([{ n: 1 }])
  })
  expect(source.checks.every(({ outcome }) => outcome === 'passed')).toBe(true)
})

test('what is written meanwhile is not seen', async () => {
  await using source = await openGuardedSource(url)
  await using writer = await connect(url)
  const count = () => source.session((session) => session.query('select count(*) as n from people'))
  await writer.execute("insert into people (name) values ('late')")
  try {
    expect(await count()).toEqual([{ n: 2500 }])
  } finally {
    await writer.execute("delete from people where name = 'late'")
  }
})

const elsewhere = join(folder, 'elsewhere.db')
test.each([
  `insert into people (name) values ('x')`,
  `with x as (select 1) insert into people (name) select 'x' from x returning id`,
  `update people set name = 'x' returning name`,
  `delete from people`,
  `replace into people values (1, 'x')`,
  `create table made (a)`,
  `create temp table made (a)`,
  `drop table people`,
  `alter table people add extra text`,
  `reindex`,
  `analyze`,
  `vacuum`,
  `vacuum into '${elsewhere}'`,
  `attach '${elsewhere}' as other`,
  `detach main`,
  `begin`,
  `begin immediate`,
  `commit`,
  `rollback`,
  `savepoint a`,
  `pragma query_only = off`,
  `pragma query_only(0)`,
  `pragma journal_mode = delete`,
  `pragma journal_mode`,
  `pragma user_version = 7`,
  `pragma main.user_version = 7`,
  `pragma table_info = people`,
  `pragma writable_schema = on`,
  `pragma wal_checkpoint(truncate)`,
  `pragma optimize`,
  `pragma incremental_vacuum`,
  `select 1; delete from people`,
  `select load_extension('/tmp/x')`,
  `insert into words(words) values ('optimize')`,
  `-- select\ndelete from people`,
  `/* select */ delete from people`,
  ``,
])('%j changes nothing, by whatever way it is given', async (text) => {
  const hash = () => createHash('sha256').update(readFileSync(file)).digest('hex')
  await using source = await openGuardedSource(url)
  const before = hash()
  await source.session(async (session) => {
    const ways = [
      () => session.query(text),
      () => session.execute(text),
      () => session.transaction((inner) => inner.query(text)),
      async () => {
        for await (const _ of session.stream(text));
      },
    ]
    for (const way of ways) expect((await failure(way())).code).toMatch(/^(?:WRITE_REFUSED|QUERY_FAILED)$/)
    expect(await session.query('select count(*) as n from people')).toEqual([{ n: 2500 }])
  })
  expect([hash(), existsSync(elsewhere)]).toEqual([before, false])
})

test('rows are not loaded into it, and no transaction is for writing', async () => {
  await using source = await openGuardedSource(url)
  await source.session(async (session) => {
    expect((await failure(session.load({ name: 'people' }, ['name'], []))).code).toBe('WRITE_REFUSED')
    expect((await failure(session.transaction(async () => {}, { readOnly: false }))).code).toBe('WRITE_REFUSED')
  })
})

test('a file that was put in its place is not taken for it', async () => {
  const moving = join(folder, 'moving.db')
  await (await connect(`sqlite:${moving}`)).close()
  await using source = await openGuardedSource(`sqlite:${moving}`)
  expect(source.isAlive()).toBe(true)
  rmSync(moving)
  expect(source.isAlive()).toBe(false)
})

test.each([
  ['a file that is not there', 'sqlite:/not/there.db'],
  ['memory', 'sqlite::memory:'],
  ['a file that is no database', `sqlite:${join(folder, 'text.db')}`],
])('%s is no source, and none is made', async (_, wrong) => {
  writeFileSync(
    join(folder, 'text.db'),
    'This is a text, and it is longer than the header of a database: a hundred bytes at least, and some more.',
  )
  expect((await failure(openGuardedSource(wrong))).code).toBe('CONNECTION_FAILED')
})

test('PGlite has no way to be only read', async () => {
  expect((await failure(openGuardedSource('pglite:'))).code).toBe('SOURCE_UNSUITED')
})
