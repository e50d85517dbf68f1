import { expect, test } from 'vitest'
import { migrates } from '../../../../../test/postgres-rules/migrates.ts'

const { prove, database } = await migrates('sequences')

test('sequences', async () => {
  await prove({
    a: 'create sequence a; create sequence b as smallint increment by -1; create unlogged sequence c start 4; create sequence d',
    b: 'create sequence a as int start 7 increment 3 minvalue -2 maxvalue 1000 cycle cache 5; create sequence b as bigint; create sequence c start 4; create unlogged sequence d; create sequence "An e"',
    rows: `select nextval('a')`,
  })
})

test('a sequence comes to belong to a column, to another and to none, and goes on counting', async () => {
  await prove({
    a: 'create table t (a int, b int); create sequence s owned by t.a; create sequence r; create table gone (id serial)',
    b: `create table t (a int, b int); create sequence s owned by t.b; create sequence r owned by t.a; alter table t add c int default nextval('r'); create sequence gone_id_seq as int`,
    rows: `select nextval('gone_id_seq'), nextval('gone_id_seq')`,
  })
})

test('what a column draws from stays where it stands when the type changes', async () => {
  const { up } = await prove({
    a: 'create table t (id serial primary key)',
    b: 'create table t (id bigserial primary key)',
    rows: 'insert into t select from generate_series(1, 9)',
  })
  expect(up.map(({ title }) => title)).toContain('change the type of column public.t.id to bigint')
  const [next] = await database.query<{ id: number }>('insert into t default values returning id')
  expect(next?.id).toBe(10)
})

test('one sequence for two tables', async () => {
  await prove({
    a: '',
    b: `create table t (id serial primary key); create table u (id int default nextval('t_id_seq'))`,
  })
})

test('a sequence goes to the role of the table that it comes to belong to', async () => {
  await database.execute(
    `do $$ begin create role understudy_table_owner; exception when duplicate_object then null; end $$`,
  )
  await prove({
    common: 'create table t (a int); alter table t owner to understudy_table_owner',
    a: 'create sequence s',
    b: `create sequence s; alter sequence s owner to understudy_table_owner; alter sequence s owned by t.a; alter table t add b serial`,
  })
})
