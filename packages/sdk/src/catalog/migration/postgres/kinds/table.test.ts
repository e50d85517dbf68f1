import { expect, test } from 'vitest'
import { migrates } from '../../../../../test/postgres-rules/migrates.ts'
import type { MigrationStep } from '../../step.ts'

const { prove, plan } = await migrates('tables')

const kinds = (steps: readonly MigrationStep[]) => [
  ...new Set(steps.flatMap(({ hazards }) => hazards.map(({ kind }) => kind))),
]
const titles = (steps: readonly MigrationStep[]) => steps.map(({ title }) => title)

test('a table comes in one step and goes in one, which says that its rows are lost', async () => {
  const { up, down } = await prove({
    a: '',
    b: `create table "The ""table""" (id serial, "b c" int generated always as identity, c text collate "C" not null default 'it''s', d int generated always as (id) stored) with (fillfactor = 70, toast.autovacuum_enabled = false);
      alter table "The ""table""" enable row level security, force row level security, replica identity full`,
  })
  expect(titles(up)).toEqual(['create sequence public."The ""table""_id_seq"', 'create table public."The ""table"""'])
  expect(titles(down)).toEqual(['drop table public."The ""table"""'])
  expect(kinds(up)).toEqual([])
  expect(kinds(down)).toEqual(['deletes data', 'cannot be undone'])
})

test('tables of all kinds', async () => {
  await prove({
    a: '',
    b: `create type pair as (a int, b text); create table typed of pair (primary key (a), b with options default 'x' not null);
      create unlogged table loose (a int); create table without ();
      create table parent (a int not null default 4, b text, constraint c check (a > 0)); create table other_parent (z int);
      create table heir (x int, b text) inherits (parent, other_parent);
      alter table heir alter a set default 5`,
  })
})

test('foreign tables', async () => {
  await prove({
    common:
      'create foreign data wrapper understudy_none; create server understudy_nowhere foreign data wrapper understudy_none',
    a: `create foreign table f (a int options (x 'y'), b text not null) server understudy_nowhere options (t 'u')`,
    b: `create foreign table f (a int options (x 'z'), b text, c int) server understudy_nowhere options (t 'v', w 'x'); create foreign table g (a int options (one 'x''y')) server understudy_nowhere;
      create table p (a int) partition by list (a); create foreign table part partition of p default server understudy_nowhere; create index on p (a)`,
  })
})

test('tables that need each other', async () => {
  await prove({
    a: '',
    b: `create table a (id int primary key, b int); create table b (id int primary key references a, c int default 3); alter table a add foreign key (b) references b;
      create table self (id int primary key, up int references self)`,
    rows: '',
  })
})

test('settings', async () => {
  const { up } = await prove({
    a: `create table t (a int primary key, b int not null); create unique index i on t (b); alter table t cluster on t_pkey; alter table t replica identity full;
      create unlogged table u (a int); alter table t set (fillfactor = 50, parallel_workers = 3); alter table t enable row level security`,
    b: `create table t (a int primary key, b int not null); create unique index i on t (b); alter table t cluster on i; alter table t replica identity using index i;
      create table u (a int); alter table t set (fillfactor = 60); alter table t force row level security`,
  })
  expect(kinds(up).sort()).toEqual(['blocks reads', 'changes access', 'drops what protects data', 'rewrites table'])
})

test('a table whose index is made again stands for its rows by it again', async () => {
  await prove({
    a: `create table t (a int not null, b int not null); create unique index i on t (a); alter table t replica identity using index i; alter table t cluster on i`,
    b: `create table t (a int not null, b int not null); create unique index i on t (b); alter table t replica identity using index i; alter table t cluster on i`,
  })
})

test('types of tables, and parents that come and go', async () => {
  await prove({
    common: 'create type pair as (a int, b text)',
    a: 'create table t (a int, b text)',
    b: 'create table t of pair',
  })
  await prove({
    a: 'create table p (a int, constraint c check (a > 0)); create table q (b int); create table t (a int, b int, constraint c check (a > 0)) ; alter table t inherit q',
    b: 'create table p (a int, constraint c check (a > 0)); create table q (b int); create table t (a int, b int, constraint c check (a > 0)) ; alter table t inherit p',
  })
})

test('what is divided otherwise is made again', async () => {
  const { up } = await prove({
    a: 'create table t (a int, b int)',
    b: 'create table t (a int, b int) partition by range (a)',
  })
  expect(titles(up)).toEqual(['drop table public.t', 'create table public.t'])
  expect(kinds(up).slice(0, 2)).toEqual(['deletes data', 'cannot be undone'])
})

test.each([
  [
    'a column leaves a parent that others stay with',
    'create table p (a int, b int); create table t () inherits (p)',
    'create table p (b int); create table t (a int) inherits (p)',
  ],
  [
    'a column comes from another parent',
    'create table p (a int); create table q (a int); create table t () inherits (p)',
    'create table p (a int); create table q (a int); create table t () inherits (q)',
  ],
])('what Postgres has no way for is refused: %s', async (_, a, b) => {
  expect((await plan({ a, b })).refused.length).toBeGreaterThan(0)
})
