import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { connectPostgres } from '../../database/postgres/connect.ts'
import { connectSqlite } from '../../database/sqlite/connect.ts'
import { rulesOfFacts } from '../../quality/derive/rules-of-facts.ts'
import { analyzeSchema } from '../analyze.ts'
import { qualityFactsOf } from './quality-facts-of.ts'

const postgres = await connectPostgres(await testDatabase('quality_facts_of'))
const sqlite = await connectSqlite('')
afterAll(() => Promise.all([postgres.close(), sqlite.close()]))

await postgres.execute(`
  create type state as enum ('open', 'paid', 'sent');
  create domain year as integer check (value between 1901 and 2155);
  create table customers (
    id integer primary key,
    email varchar(40) not null,
    phone text unique,
    vip boolean,
    constraint mail check (email like '%@%'));
  create unique index one_vip on customers (email) where vip;
  create unique index any_case on customers (lower(email));
  create table orders (
    id integer generated always as identity primary key,
    customer_id integer not null references customers,
    state state not null,
    placed date not null,
    sent date,
    net numeric(8, 2) not null check (net >= 0),
    tax numeric(8, 2) not null,
    gross numeric(9, 2) generated always as (net + tax) stored,
    made year,
    tags text[],
    path point,
    constraint in_time check (sent >= placed),
    constraint taxed check (tax <= net and (state <> 'sent' or sent is not null)),
    constraint odd check (pg_column_size(made) > 0));
  create table kept (n integer);
  insert into kept values (-1);
  alter table kept add constraint positive check (n > 0) not valid;
  create table payments (at date not null, amount numeric, customer_id integer) partition by range (at);
  create table payments_1 partition of payments for values from ('2020-01-01') to ('2021-01-01');
  create table payments_2 partition of payments for values from ('2021-01-01') to ('2022-01-01');
  alter table payments_1 add foreign key (customer_id) references customers;
  alter table payments_2 add foreign key (customer_id) references customers;
  alter table payments_2 add check (amount > 0);
  create table base (id integer primary key);
  create table heir (more text) inherits (base)`)

const derived = rulesOfFacts(qualityFactsOf(await analyzeSchema(postgres)))
const rulesOf = (entity: string, rules = derived.rules) =>
  rules
    .filter((rule) => rule.entity === entity)
    .map(({ id: _id, entity: _entity, from, ...rule }) => [rule, from?.evidence, from?.confidence])

test('all that a catalog says of a table is a rule', () => {
  expect(rulesOf('orders')).toEqual([
    [
      {
        type: 'columns',
        severity: 'critical',
        names: ['id', 'customer_id', 'state', 'placed', 'sent', 'net', 'tax', 'gross', 'made', 'tags', 'path'],
      },
      'the columns of orders',
      1,
    ],
    [{ type: 'primaryKey', columns: ['id'], severity: 'critical' }, 'primary key orders_pkey', 1],
    ...['customer_id', 'state', 'placed', 'net', 'tax'].map((column) => [{ type: 'notNull', column }, 'NOT NULL', 1]),
    [{ type: 'type', column: 'id', is: 'integer' }, 'type integer', 1],
    [{ type: 'inSet', column: 'state', values: ['open', 'paid', 'sent'] }, 'type public.state', 1],
    [{ type: 'type', column: 'placed', is: 'date' }, 'type date', 1],
    [{ type: 'type', column: 'sent', is: 'date' }, 'type date', 1],
    [{ type: 'range', column: 'net', min: 0 }, expect.stringMatching(/^check orders_net_check \(net >= /), 1],
    [{ type: 'type', column: 'tax', is: 'decimal' }, 'type numeric(8,2)', 1],
    [{ type: 'range', column: 'made', min: 1901, max: 2155 }, expect.stringMatching(/^check year_check/), 1],
    [{ type: 'type', column: 'made', is: 'integer' }, 'type public.year', 1],
    [{ type: 'type', column: 'tags', is: 'list' }, 'type text[]', 1],
    [
      { type: 'pairGreater', lesser: 'placed', greater: 'sent', orEqual: true },
      expect.stringMatching(/^check in_time/),
      1,
    ],
    [{ type: 'pairGreater', lesser: 'tax', greater: 'net', orEqual: true }, expect.stringMatching(/^check taxed/), 1],
    [
      { type: 'expressionTrue', expression: expect.stringMatching(/IS NOT NULL/) },
      expect.stringMatching(/^check taxed/),
      1,
    ],
    [{ type: 'expressionTrue', expression: '"gross" IS NOT DISTINCT FROM (net + tax)' }, 'generated as (net + tax)', 1],
    [
      {
        type: 'foreignKey',
        columns: ['customer_id'],
        parent: 'customers',
        parentColumns: ['id'],
        severity: 'critical',
      },
      'foreign key orders_customer_id_fkey',
      1,
    ],
  ])
})

test('what no rule says is noted, with the reason', () => {
  expect(derived.notes).toEqual(
    expect.arrayContaining([
      { code: 'KEY_NOT_UNDERSTOOD', at: 'customers', message: expect.stringContaining('any_case') },
      { code: 'CHECK_NOT_UNDERSTOOD', at: 'orders', message: expect.stringContaining('pg_column_size') },
      { code: 'TYPE_NOT_UNDERSTOOD', at: 'orders.path', message: 'No rule says what a point must look like.' },
      { code: 'NOT_FOR_ALL_ROWS', at: 'base', message: expect.stringContaining('inherit') },
    ]),
  )
})

test('a unique index on some rows is a rule on those', () => {
  expect(rulesOf('customers')).toContainEqual([
    { type: 'unique', columns: ['email'], where: 'vip', severity: 'critical' },
    'unique index one_vip',
    1,
  ])
})

test('lengths come from types, and patterns from checks', () => {
  const rules = rulesOf('customers').map(([rule]) => rule)
  expect(rules).toContainEqual({ type: 'length', column: 'email', max: 40 })
  expect(rules).toContainEqual({ type: 'regex', column: 'email', pattern: '^.*@.*$' })
})

test('what the database never checked is half as sure', () => {
  expect(rulesOf('kept')).toContainEqual([
    { type: 'range', column: 'n', min: 1 },
    expect.stringMatching(/^check positive/),
    0.5,
  ])
})

test('partitions are one entity, held to what all of them have', () => {
  const rules = rulesOf('payments').map(([rule]) => rule)
  expect(rules).toContainEqual(expect.objectContaining({ type: 'foreignKey', columns: ['customer_id'] }))
  expect(rules).not.toContainEqual(expect.objectContaining({ column: 'amount', type: 'range' }))
  expect(derived.rules.some(({ entity }) => entity.startsWith('payments_'))).toBe(false)
})

test('keys of a table that others inherit from are no rule: their rows show in it', () => {
  expect(rulesOf('base').map(([rule]) => rule)).toEqual([
    { type: 'columns', names: ['id'], severity: 'critical' },
    { type: 'notNull', column: 'id' },
    { type: 'type', column: 'id', is: 'integer' },
  ])
})

test('SQLite enforces neither its types nor, unless asked, its foreign keys', async () => {
  await sqlite.execute(
    'create table a (id integer primary key); create table b (n integer not null references a, t varchar(3))',
  )
  const { rules } = rulesOfFacts(qualityFactsOf(await analyzeSchema(sqlite)))
  expect(rulesOf('b', rules)).toEqual([
    [{ type: 'columns', names: ['n', 't'], severity: 'critical' }, 'the columns of b', 1],
    [{ type: 'notNull', column: 'n' }, 'NOT NULL', 1],
    [
      { type: 'foreignKey', columns: ['n'], parent: 'a', parentColumns: ['id'], severity: 'critical' },
      expect.stringMatching(/^foreign key/),
      0.5,
    ],
  ])
})
