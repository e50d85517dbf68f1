import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf } from '../../../../../test/full.ts'
import { knownDatabases } from '../../../test/known-databases.ts'
import type { Database } from '../adapter.ts'
import { connect } from '../connect.ts'
import { loadSqlFile } from './load.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-sql-file-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
async function file(content: string | Uint8Array, name = `${++files}.sql`): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function values(db: Database, statement = 'select a from t order by a'): Promise<unknown[]> {
  return (await db.query<{ a: unknown }>(statement)).map(({ a }) => a)
}

const engines: [string, () => Promise<string>][] = [
  ['postgres', () => testDatabase('sql-file')],
  ['sqlite', async () => 'sqlite::memory:'],
  ['pglite', async () => 'pglite:'],
]

describe.each(firstOf(2, engines))('into %s', (_, url) => {
  let db: Database
  beforeAll(async () => {
    db = await connect(await url())
  })
  afterAll(() => db.close())

  test('statements run in order on one connection, and their number is told', async () => {
    const path = await file(
      'drop table if exists t; create table t (a integer); begin; insert into t values (1); commit; insert into t values (2)',
    )
    expect(await loadSqlFile(db, path)).toEqual({ statements: 6, rows: 0, skipped: [] })
    expect(await values(db)).toEqual([1, 2])
  })

  test('COPY blocks load, escapes and nulls included', async () => {
    await db.execute('drop table if exists t; create table t (a integer, b text)')
    const lines = Array.from({ length: 100_000 }, (_, i) => `${i}\trow ${i} ${'x'.repeat(60)}\n`).join('')
    const path = await file(
      `copy public.t (a, b) from stdin;\n${lines}100000\ttab\\tand \\\\ and \\N\n100001\t\\N\n\\.\nselect 1;`,
    )
    expect(await loadSqlFile(db, path)).toMatchObject({ rows: 100_002 })
    expect(await db.query('select b from t where a >= 100000 order by a')).toEqual([
      { b: 'tab\tand \\ and N' },
      { b: null },
    ])
  })

  test('an error names file, line and column, and the statement by its first words', async () => {
    const path = await file("-- first\nselect 1;\n\n  insert into nowhere (a) values ('secret');\n")
    const error = await loadSqlFile(db, path).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'SQL_FILE_INVALID',
      at: expect.stringContaining(`${path}:4:`),
      details: { file: path, line: 4, statement: 'insert into nowhere' },
    })
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  test('what was begun and not ended is rolled back', async () => {
    await loadSqlFile(
      db,
      await file('drop table if exists t; create table t (a integer); begin; insert into t values (1)'),
    )
    expect(await values(db)).toEqual([])
  })

  test('settings of a file stay in it', async () => {
    const setting = db.dialect === 'postgres' ? "set search_path = ''" : 'pragma foreign_keys = off'
    await loadSqlFile(db, await file(`${setting};`))
    await db.execute('drop table if exists t; create table t (a integer)')
    expect(await values(db)).toEqual([])
  })
})

describe('psql', () => {
  let db: Database
  beforeAll(async () => {
    db = await connect(await testDatabase('sql-file-psql'))
  })
  afterAll(() => db.close())

  test('files are included from beside the file that names them', async () => {
    await mkdir(join(folder, 'sub dir'))
    await file('create table inc (a int);\n\\ir two.sql\n', 'sub dir/one.sql')
    await file('insert into inc values (1);', 'sub dir/two.sql')
    const path = await file("\\echo 'begin'\n\\i 'sub dir/one.sql'\ninsert into inc values (2);\n\\q\nnot sql at all")
    expect(await loadSqlFile(db, path)).toMatchObject({ statements: 3 })
    expect(await values(db, 'select a from inc order by a')).toEqual([1, 2])
  })

  test('an error in an included file names that file', async () => {
    await file('select 1;\nselec 2;', 'broken.sql')
    await expect(loadSqlFile(db, await file('\\i broken.sql'))).rejects.toMatchObject({
      at: `${join(folder, 'broken.sql')}:2:1`,
    })
    await expect(loadSqlFile(db, await file('\n\\i none.sql'))).rejects.toMatchObject({
      code: 'SQL_FILE_INVALID',
      message: expect.stringContaining('none.sql'),
    })
  })

  test('a file that includes itself is refused, over however many steps', async () => {
    await file('\\i circle-b.sql', 'circle-a.sql')
    const path = await file('\\i circle-a.sql', 'circle-b.sql')
    await expect(loadSqlFile(db, path)).rejects.toThrow(/itself: .*circle-b.sql → .*circle-a.sql → .*circle-b.sql$/)
  })

  test.each(['\\!', '\\copy', '\\gexec', '\\set', '\\if', '\\o', '\\encoding'])(
    '%s is refused by its name',
    async (name) => {
      await expect(loadSqlFile(db, await file(`select 1;\n${name} something\n`))).rejects.toMatchObject({
        code: 'SQL_FILE_INVALID',
        message: expect.stringContaining(name),
        details: { line: 2 },
      })
    },
  )

  test('what names another database or a role that is not there is passed over, and told', async () => {
    const path = await file(`
      create database elsewhere;
      \\connect elsewhere
      begin;
      create table owned (a int);
      alter table owned owner to no_such_role;
      grant select on owned to no_such_role, public;
      alter default privileges for role no_such_role grant select on tables to public;
      insert into owned values (1);
      commit;
    `)
    const { skipped, statements } = await loadSqlFile(db, path)
    expect(statements).toBe(4)
    expect(skipped.map(({ line, statement, reason }) => [line, statement, reason])).toEqual([
      [2, 'create database elsewhere', 'the file is loaded into the database that was given'],
      [3, '\\connect', 'the file goes on in the database that it is loaded into'],
      [6, 'alter table owned owner to no_such_role', 'role "no_such_role" does not exist'],
      [7, 'grant select on owned to no_such_role', 'role "no_such_role" does not exist'],
      [8, 'alter default privileges for role no_such_role grant select', 'role "no_such_role" does not exist'],
    ])
    expect(await values(db, 'select a from owned')).toEqual([1])
    await db.execute('drop table owned')
    await expect(loadSqlFile(db, path, { missingRoles: 'fail' })).rejects.toMatchObject({
      details: { sqlstate: '42704' },
    })
  })

  test('another encoding is read as what it says, and what it is not is refused', async () => {
    const latin = Buffer.from(
      "set client_encoding = 'LATIN1';\ncreate table enc as select 'Zürich\u0085'::text as a;",
      'latin1',
    )
    await loadSqlFile(db, await file(latin))
    expect(await values(db, 'select a from enc')).toEqual(['Zürich\u0085'])
    await expect(loadSqlFile(db, await file(latin.subarray(latin.indexOf('\n'))))).rejects.toThrow('not in utf-8')
    await expect(loadSqlFile(db, await file("set client_encoding to 'MULE';"))).rejects.toThrow('MULE')
  })

  test('an error inside a long statement is placed by the position that the server tells', async () => {
    const path = await file("select 1;\nselect '😀',\n  nothing from\n pg_class;")
    await expect(loadSqlFile(db, path)).rejects.toMatchObject({ at: `${path}:3:3`, details: { sqlstate: '42703' } })
  })

  test('an error in the data of a COPY names its line there, and keeps none of it', async () => {
    const path = await file('create table data (a int);\ncopy data from stdin;\n1\n2\nx\n\\.\n')
    await expect(loadSqlFile(db, path)).rejects.toMatchObject({
      at: `${path}:2:1`,
      details: { dataLine: 3, sqlstate: '22P02' },
    })
    expect(await values(db, 'select a from data')).toEqual([])
  })
})

const data = join(import.meta.dirname, '../../../../../../shared/data')
const absent = existsSync(data) ? '' : ' (skipped: the public test material is not beside this checkout)'

/** Tables and rows of each, as psql loads them into Postgres 15. */
const few: [string, number, number][] = [
  ['pagila', 21, 46_273],
  ['chinook', 11, 15_607],
  ['world', 3, 5302],
  ['neosync-alltypes-create-tables', 5, 22],
]
const dumps = knownDatabases<[string, number, number][]>(few, [
  ...few,
  ['northwind', 14, 3362],
  ['employees/employee', 7, 13_086],
  ['french-towns', 3, 36_810],
  ['neosync-subsetting-create-tables', 31, 199],
  ['neosync-uuids-create-tables', 4, 80],
])

describe.skipIf(absent !== '')(`public dumps${absent}`, () => {
  test.each(dumps)('%s loads whole', { timeout: 120_000 }, async (name, tables, rows) => {
    await using db = await connect(await testDatabase(name.replace('/', '_')))
    const result = await loadSqlFile(db, join(data, 'databases', `${name}.sql`))
    expect(result.skipped).toEqual([])
    const found = await db.query<{ table: string }>(
      "select format('%I.%I', n.nspname, relname) as table from pg_class c join pg_namespace n on n.oid = relnamespace where relkind = 'r' and nspname !~ '^(pg_|information_schema)'",
    )
    let counted = 0
    for (const { table } of found) {
      const [row] = await db.query<{ n: number }>(`select count(*) as n from ${table}`)
      counted += row?.n ?? 0
    }
    expect([found.length, counted]).toEqual([tables, rows])
  })

  test('chinook loads into SQLite', async () => {
    await using db = await connect('sqlite::memory:')
    expect(await loadSqlFile(db, join(data, 'databases/chinook-sqlite.sql'))).toMatchObject({ skipped: [] })
    expect(await db.query('select count(*) as n from "Track"')).toEqual([{ n: 3503 }])
    expect(await db.query('pragma foreign_key_check')).toEqual([])
  })
})
