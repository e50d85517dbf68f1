import { expect, test } from 'vitest'
import { runSteps } from '../../../../../../test/schema/run-steps.ts'
import { thereAndBack } from '../../../../test/postgres-rules/there-and-back.ts'
import { analyzeSchema } from '../../analyze.ts'
import { compareSchemas } from '../../diff/compare-schemas.ts'
import { planPostgres } from './plan.ts'

const { database, empty } = await thereAndBack('moved_values', {})

/** Migrates a database of schema a with rows to schema b, and reads it. */
async function moved(a: string, b: string, rows = '', read = 'select 1 as one'): Promise<unknown[]> {
  await empty()
  await database.execute(b)
  const wanted = await analyzeSchema(database)
  await empty()
  await database.execute(`${a}; ${rows}`)
  const { steps, refused } = planPostgres(await analyzeSchema(database), wanted)
  expect(refused).toEqual([])
  await runSteps(database, steps)
  expect(compareSchemas(await analyzeSchema(database), wanted)).toMatchObject({ added: [], removed: [], changed: [] })
  return database.query(read)
}

const item = 'create table item (id int, price price)'

test('values of a composite move to a type with other attributes by the names of those', async () => {
  const rows = await moved(
    `create type mood as enum ('sad', 'ok'); create type price as (amount integer, currency text, mood mood); ${item}`,
    `create type mood as enum ('ok'); create type price as ("the mood" int, mood mood, amount numeric); ${item};
     create view v as select (price).mood from item`,
    `insert into item values (1, row(5, 'EUR', 'ok')), (2, null), (3, row(null, 'x', null))`,
    `select id, (price).amount::int, (price).mood::text, (price)."the mood" as other, price::text is null as gone
     from item order by id`,
  )
  expect(rows).toEqual([
    { id: 1, amount: 5, mood: 'ok', other: null, gone: false },
    { id: 2, amount: null, mood: null, other: null, gone: true },
    { id: 3, amount: null, mood: null, other: null, gone: false },
  ])
})

test('a type that is replaced inside of one that is replaced takes its values along', async () => {
  const rows = await moved(
    `create type mood as enum ('sad', 'ok'); create type price as (amount integer, mood mood); ${item}`,
    `create type mood as enum ('ok'); create type price as (amount integer, mood mood); ${item}`,
    `insert into item values (1, row(5, 'ok'))`,
    'select price::text from item',
  )
  expect(rows).toEqual([{ price: '(5,ok)' }])
})

test('lists of a domain and composites of it move to a stricter one', async () => {
  const around = 'create table item (id int, ds pos[]); create type pair as (a pos, b int); create table other (p pair)'
  const rows = await moved(
    `create domain pos as int; ${around}`,
    `create domain pos as int check (value > 0); ${around}`,
    `insert into item values (1, '{1,2}'); insert into other values (row(3, 4))`,
    'select ds::text, p::text from item, other',
  )
  expect(rows).toEqual([{ ds: '{1,2}', p: '(3,4)' }])
})

test.each([
  [
    'the columns of a table come with the type that it is of',
    'amount numeric, currency text',
    'amount numeric, currency text, place text',
  ],
  ['and go with it', 'amount numeric, currency text, place text', 'amount numeric'],
  ['and change with it', 'amount integer, currency text', 'amount numeric, currency text'],
])('%s', async (_, a, b) => {
  const price = (attributes: string) => `create type price as (${attributes}); create table one of price`
  await moved(price(a), price(b))
})

test('a materialized view is clustered on an index that is made with it, or later', async () => {
  const table = 'create table item (id int, name text)'
  const view = 'create materialized view kept as select id, name from item; create index by_id on kept (id)'
  const clustered = `${table}; ${view}; alter materialized view kept cluster on by_id`
  await moved(table, clustered)
  await moved(`${table}; ${view}`, clustered)
})

test('comments and privileges on columns of views are given', async () => {
  const view = 'create table item (id int); create view v as select id from item'
  await moved(view, `${view}; comment on column v.id is 'x'; grant select (id) on v to public`)
})

test('lists over varchar, which Postgres writes in two ways, are no difference, wherever they stand', async () => {
  await moved(
    '',
    `create domain kind as varchar(9) check (value in ('a', 'b')); create table item (id int, status varchar(9));
     create view shown as select id from item where status in ('a', 'b');
     alter table item enable row level security; create policy p on item using (status in ('a','b'))`,
  )
})
