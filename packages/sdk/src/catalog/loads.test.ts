import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import type { Database } from '../database/adapter.ts'
import { connectPostgres } from '../database/postgres/connect.ts'
import { connectSqlite } from '../database/sqlite/connect.ts'
import { planRows } from '../generate/plan.ts'
import { analyzeSchema } from './analyze.ts'
import { toModel } from './to-model.ts'

const postgres = await connectPostgres(await testDatabase('loads'))
const sqlite = await connectSqlite('')
afterAll(async () => {
  await postgres.close()
  await sqlite.close()
})

/** Puts planned rows of all tables into the database, and answers how many each then has. */
async function filled(database: Database, script: string, rows: number): Promise<Record<string, number>> {
  if (database.dialect === 'postgres') await database.execute('drop schema public cascade; create schema public')
  await database.execute(script)
  const { schema } = toModel(await analyzeSchema(database))
  const plan = planRows(schema, { rows, dialect: database.dialect })
  const counts: Record<string, number> = {}
  for (const { entity, columns, batch, ...of } of plan.entities) {
    const table = database.dialect === 'postgres' ? entity.table : { name: entity.table?.name ?? '' }
    if (!table) continue
    await database.load(table, columns, [batch.call({ entity, columns, batch, ...of }, 0, rows)])
    const [found] = await database.query<{ n: number }>(`select count(*) as n from "${table.name}"`)
    counts[entity.name] = found?.n ?? 0
  }
  return counts
}

test('Postgres takes what is planned for every type that is known', async () => {
  const script = `
    create type mood as enum ('sad', 'ok', 'it''s "fine"');
    create domain small_number as int check (value between 3 and 5);
    create domain code as text check (value ~ '^[A-Z]{2}-\\d{3}$');
    create type price as (amount numeric(10,2), currency char(3), mood mood);
    create type float_range as range (subtype = float8);
    create table every_type (
      id bigint generated always as identity primary key, a smallint not null, b integer not null, c bigint not null,
      d numeric not null, e numeric(4,2) not null, f numeric(3,-2) not null, g real not null, h double precision not null,
      i money not null, j text not null, k varchar not null, l varchar(7) not null, m char(3) not null, n "char" not null,
      o name not null, p boolean not null, q uuid not null, r date not null, s time(3) not null, t timetz not null,
      u timestamp(0) not null, v timestamptz not null, w interval not null, y json not null, z jsonb not null,
      aa bytea not null, ab bit(4) not null, ac bit varying(9) not null, ad varbit not null, ae inet not null,
      af cidr not null, ag macaddr not null, ah macaddr8 not null, aj tsvector not null, ak tsquery not null,
      al point not null, am line not null, an lseg not null, ao box not null, ap path not null, aq polygon not null,
      ar circle not null, at oid not null, au mood not null, av mood[] not null, aw small_number not null,
      ax small_number[] not null, ay price not null, az int4range not null, ba float_range not null,
      bb datemultirange not null, bc integer[][] not null, bd varchar(5)[] not null, be code not null, bf int8range not null,
      bg numrange not null, bh tsrange not null, bi tstzrange not null, bj daterange not null, bk inet[] not null,
      bl numeric(3,3) not null, bm numeric(30,15) not null, bn interval[] not null, bo json[] not null, bp bytea[] not null
    )`
  expect(await filled(postgres, script, 300)).toEqual({ every_type: 300 })
})

test('Postgres takes what is planned for partitions, exclusions and odd keys', async () => {
  const script = `
    create table span (id serial primary key, during tsrange not null, days daterange not null, n int4range not null,
      exclude using gist (during with &&), exclude using gist (days with &&), exclude using gist (n with &&));
    create table part (at timestamptz not null, region text not null, n int not null, unique (at, region, n))
      partition by list (region);
    create table part_a partition of part for values in ('a') partition by range (at);
    create table part_a1 partition of part_a for values from ('2024-01-01') to ('2024-02-01');
    create table part_b partition of part for values in ('b') partition by range (at);
    create table part_b1 partition of part_b for values from ('2024-01-01') to ('2024-02-01');
    create table year_part (y int, m int, x text) partition by range (y, m);
    create table year_part_1 partition of year_part for values from (2020, 3) to (2020, 9);
    create table keyed (a varchar(4) primary key, b numeric(6,2) unique, c date unique, d char(6) unique, e smallint unique)`
  expect(await filled(postgres, script, 200)).toEqual({ span: 200, part: 200, year_part: 200, keyed: 200 })
})

test('SQLite takes what is planned for every type that is known', async () => {
  const script = `
    create table every_type (
      id integer primary key, a int not null, b bigint not null, c tinyint not null, d decimal(6,2) not null, e real not null,
      f boolean not null check (f in (0, 1)), g varchar(9) not null, h text not null collate nocase unique, i date not null,
      j datetime not null, k time not null, l blob not null, m json not null check (json_valid(m)), n uuid not null, o not null,
      p text not null check (p glob '[A-Z][0-9]'), q int as (a * 2) stored
    );
    create table exact (a any not null, b int not null, c real not null, d blob not null, e text primary key) strict, without rowid`
  expect(await filled(sqlite, script, 200)).toEqual({ every_type: 200, exact: 200 })
})
