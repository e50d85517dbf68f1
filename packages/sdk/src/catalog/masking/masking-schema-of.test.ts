import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { connectPostgres } from '../../database/postgres/connect.ts'
import { connectSqlite } from '../../database/sqlite/connect.ts'
import { analyzeSchema } from '../analyze.ts'
import { maskingSchemaOf } from './masking-schema-of.ts'

const postgres = await connectPostgres(await testDatabase('masking_schema_of'))
afterAll(() => postgres.close())

async function schema(script: string) {
  await postgres.execute('drop schema if exists public, other, "a.b" cascade; create schema public;')
  await postgres.execute(script)
  return read(maskingSchemaOf(await analyzeSchema(postgres)))
}

async function sqliteSchema(script: string) {
  const database = await connectSqlite('')
  await database.execute(script)
  const made = maskingSchemaOf(await analyzeSchema(database))
  await database.close()
  return read(made)
}

function read({ tables }: ReturnType<typeof maskingSchemaOf>) {
  const table = (name: string) => tables.find((one) => one.name === name)!
  const column = (of: string, name: string) => table(of).columns.find((one) => one.name === name)!
  return {
    names: tables.map(({ name }) => name),
    table,
    column,
    types: (of: string) => Object.fromEntries(table(of).columns.map(({ name, value }) => [name, value])),
  }
}

const scalar = (form: string, more: object = {}) => ({ kind: 'scalar', form, ...more })

describe('of Postgres', () => {
  test('every type has its form and its bounds, and what is made of types is walked', async () => {
    const { types } = await schema(`
      create domain code as varchar(8) check (value <> '');
      create type mood as enum ('sad', 'ok');
      create type home as (street text, since date);
      create table t (
        a smallint, b bigint, c numeric(8,2), d numeric, e varchar(20), f char(3), g text, h code, i mood, j mood[],
        k home, l int4range, m datemultirange, n timestamptz, o timestamp, p time, q timetz, r uuid, s jsonb, u bytea,
        v inet, w macaddr, x point, y box, z money, aa oid, bb bit(4), cc tsvector, dd interval, ee boolean, ff real
      )`)
    expect(types('public.t')).toEqual({
      a: scalar('integer', { bits: 16 }),
      b: scalar('integer', { bits: 64 }),
      c: scalar('decimal', { precision: 8, scale: 2 }),
      d: scalar('decimal'),
      e: scalar('text', { maxLength: 20 }),
      f: scalar('text', { maxLength: 3 }),
      g: scalar('text'),
      h: scalar('text', { maxLength: 8 }),
      i: scalar('enum', { values: ['sad', 'ok'] }),
      j: { kind: 'list', element: scalar('enum', { values: ['sad', 'ok'] }) },
      k: {
        kind: 'composite',
        fields: [
          { name: 'street', value: scalar('text') },
          { name: 'since', value: scalar('date') },
        ],
      },
      l: { kind: 'range', element: scalar('integer', { bits: 32 }) },
      m: { kind: 'multirange', element: scalar('date') },
      n: scalar('instant'),
      o: scalar('timestamp'),
      p: scalar('time'),
      q: scalar('other'),
      r: scalar('uuid'),
      s: scalar('json'),
      u: scalar('bytes'),
      v: scalar('inet'),
      w: scalar('mac'),
      x: scalar('point'),
      y: scalar('other'),
      z: scalar('other'),
      aa: scalar('other'),
      bb: scalar('bits', { maxLength: 4 }),
      cc: scalar('tsvector'),
      dd: scalar('interval'),
      ee: scalar('boolean'),
      ff: scalar('float', { bits: 32 }),
    })
  })

  test('a type that nobody modelled is unknown', async () => {
    const { types } = await schema('create table t (a pg_lsn, b jsonpath, c xid8)')
    expect(types('public.t')).toEqual({ a: { kind: 'unknown' }, b: { kind: 'unknown' }, c: { kind: 'unknown' } })
  })

  test('keys come from constraints and from unique indexes, whole, partial and over lower(); the primary key first', async () => {
    const { table, column } = await schema(`
      create table t (a int, b text unique, c text, d text, e int, primary key (a, e));
      create unique index on t (c) where a > 0;
      create unique index on t (lower(d))`)
    expect(table('public.t').keys).toEqual([['a', 'e'], ['b'], ['d']])
    expect(table('public.t').partialKeys).toEqual([['c']])
    expect(column('public.t', 'd').value).toEqual(scalar('text', { caseless: true }))
    expect(column('public.t', 'c').value).toEqual(scalar('text'))
    expect(table('public.t').fixed).toEqual([
      { columns: ['a'], why: expect.stringContaining('which they are is told by it'), allows: 'nothing' },
    ])
  })

  test('conditions of unique indexes, NULLs that count as one and what NULL makes of expressions say what stays possible', async () => {
    const { table } = await schema(`
      create table t (a text, b text, c text unique nulls not distinct, gone timestamptz, is_open boolean, d text);
      create unique index one on t (a) where gone is null and b is not null;
      create unique index two on t (a, b) where is_open;
      create unique index three on t (coalesce(d, ''));
      create unique index four on t (b) nulls not distinct`)
    const allowed = table('public.t').fixed.map(({ columns, allows }) => [columns.join(), allows])
    expect(allowed.toSorted()).toEqual([
      ['b,gone', 'values'],
      ['b', 'values'],
      ['c', 'values'],
      ['d', 'nothing'],
      ['is_open', 'nothing'],
    ])
    expect(table('public.t').keys).toEqual([['c'], ['b'], ['d']])
  })

  test('what is held to more than being distinct is fixed', async () => {
    const { table } = await schema(`
      create table t (a text, b int4range, c text);
      alter table t add constraint apart exclude using gist (b with &&);
      create unique index first_letter on t (substr(a, 1, 1));
      create unique index on t (lower(c || a))`)
    expect(table('public.t').fixed).toEqual([
      { columns: ['b'], why: 'the constraint apart excludes rows by it' },
      { columns: ['a'], why: 'the unique index first_letter is over an expression of it' },
      { columns: ['a', 'c'], why: expect.stringContaining('is over an expression of it') },
    ])
  })

  test('partitions are the table at their root, with what only they are held to; heirs stand alone', async () => {
    const { names, table } = await schema(`
      create table p (id int, at date, x text) partition by range (at);
      create table p1 partition of p for values from ('2024-01-01') to ('2025-01-01') partition by list (id);
      create table p11 (x text unique, id int, at date check (at > '2000-01-01'));
      alter table p1 attach partition p11 default;
      create table whole (k int primary key);
      alter table p11 add foreign key (id) references whole (k);
      create table heir (y text) inherits (whole)`)
    expect(names).toEqual(['public.heir', 'public.p', 'public.whole'])
    expect(table('public.p')).toMatchObject({
      keys: [],
      partialKeys: [['x']],
      foreignKeys: [{ columns: ['id'], table: 'public.whole', references: ['k'] }],
      checks: [expect.stringContaining('2000-01-01')],
    })
  })

  test('what a table is divided by is fixed, unless there is a partition for every value', async () => {
    const { table } = await schema(`
      create table p (id int, at date, x text, y text) partition by range (at, lower(x));
      create table p1 partition of p for values from ('2024-01-01', 'a') to ('2025-01-01', 'b') partition by list (y);
      create table a1 partition of p1 for values in ('a', null);
      create table d (id int, x text) partition by list (id); create table d1 partition of d for values in (1);
      create table d2 partition of d default partition by hash (x);
      create table d21 partition of d2 for values with (modulus 2, remainder 0)`)
    expect(table('public.p').fixed).toEqual([
      { columns: ['at', 'x'], why: 'p is divided by it, and has a partition for some values only', allows: 'nothing' },
      { columns: ['y'], why: 'p1 is divided by it, and has a partition for some values only', allows: 'null' },
    ])
    expect(table('public.d').fixed).toEqual([])
  })

  test('checks of domains are read as checks of the columns of their type', async () => {
    const { table, column } = await schema(`
      create domain positive as int not null check (value > 0);
      create table t (n positive, m int check (m < 9))`)
    expect(table('public.t').checks).toEqual(['(m < 9)', '"n" > 0'])
    expect(column('public.t', 'n').nullable).toBe(false)
  })

  test('a length that is checked is a length of the column', async () => {
    const { types } = await schema(`
      create domain code as text check (char_length(value) < 9);
      create table t (a code, b varchar(20) check (length(b) between 1 and 5 and b <> ''), c text check (c is null or 7 >= length(c)),
        d text check (length(d) <= 3 or d = 'none'), e varchar(4) check (length(e) <= 9), f bytea check (length(f) < 5))`)
    const lengths = { a: 8, b: 5, c: 7, d: undefined, e: 4, f: undefined }
    expect(Object.values(types('public.t')).map((type) => ('maxLength' in type ? type.maxLength : undefined))).toEqual(
      Object.values(lengths),
    )
  })

  test('views are not in it; generated columns say so; names that could be mistaken are quoted', async () => {
    const { names, column } = await schema(`
      create schema "a.b"; create schema other;
      create table "a.b".c (x int);
      create table other."b.c" (x int, y int generated always as (x + 1) stored);
      create view v as select * from "a.b".c; create materialized view m as select * from other."b.c"`)
    expect(names).toEqual(['"a.b".c', 'other."b.c"'])
    expect(column('other."b.c"', 'y').generated).toBe(true)
  })
})

test('of SQLite: declared types have forms without bounds, an untyped column is text, NOCASE and keys are seen', async () => {
  const { names, types, table } = await sqliteSchema(`
    create table t (id integer primary key, a varchar(5), b, c text collate nocase unique, d decimal(8, 2), e datetime, f blob,
      g int references t (id));
    create unique index i on t (lower("a"));
    create view v as select * from t`)
  expect(names).toEqual(['t'])
  expect(types('t')).toEqual({
    id: scalar('integer', { bits: 64 }),
    a: scalar('text', { caseless: true }),
    b: scalar('text'),
    c: scalar('text', { caseless: true }),
    d: scalar('decimal'),
    e: scalar('timestamp'),
    f: scalar('bytes'),
    g: scalar('integer', { bits: 64 }),
  })
  expect(table('t').keys).toEqual([['id'], ['c'], ['a']])
  expect(table('t').foreignKeys).toEqual([{ columns: ['g'], table: 't', references: ['id'] }])
})
