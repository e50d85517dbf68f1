import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { testCopy } from '../../../test/clone/copy-context.ts'
import { backwards } from '../../../test/clone/hand-made-policy.ts'
import { failure } from '../../../test/failure.ts'
import { knownDatabases } from '../../../test/known-databases.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { compareSchemas } from '../../catalog/diff/compare-schemas.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { quoteTable } from '../../database/postgres/quote.ts'
import { loadSqlFile } from '../../database/sql-file/load.ts'
import { copyPostgres } from './copy-postgres.ts'
import { finishPostgres } from './finish-postgres.ts'

interface Pair {
  readonly from: Database
  readonly to: Database
  readonly urls: readonly [string, string]
}

async function pair(script: string): Promise<Pair> {
  const urls = [await testDatabase('tables_from'), await testDatabase('tables_to')] as const
  const [from, to] = [await connect(urls[0]), await connect(urls[1])]
  onTestFinished(async () => {
    await Promise.all([from.close(), to.close()])
  })
  await from.execute(script)
  return { from, to, urls }
}

const parted = `
create table events (id integer, place text, at date not null, note text, primary key (id, place, at)) partition by list (place);
create table events_north partition of events for values in ('north');
create table events_rest partition of events default partition by range (at);
create table events_rest_old partition of events_rest for values from ('2000-01-01') to ('2020-01-01');
create table events_rest_new partition of events_rest for values from ('2020-01-01') to ('2040-01-01');
insert into events select n, (array['north', 'south', 'east'])[1 + n % 3], date '2010-01-01' + n * 7, 'note ' || n from generate_series(1, 900) n;
`
const places = 'select tableoid::regclass::text as part, * from events order by id'

test('rows of a partitioned table go into the parts that they came from, under the rule of the whole', async () => {
  const { from, to, urls } = await pair(parted)
  const { context } = await testCopy(...urls, { masks: { 'public.events': { note: backwards } } })
  expect(context.plan.tables.map(({ table, policyTable }) => [table, policyTable])).toEqual([
    ['public.events_north', 'public.events'],
    ['public.events_rest_new', 'public.events'],
    ['public.events_rest_old', 'public.events'],
  ])
  const report = await copyPostgres(context)
  await finishPostgres(context)
  expect(await to.query(places)).toEqual(
    await from.query(places.replace('*', `id, place, at, 'x' || reverse(note) as note`)),
  )
  expect(report.tables).toMatchObject([{ table: 'public.events', rows: 900, rowsMasked: 900 }])
})

test('a row whose part is another one once its key is masked finds that', async () => {
  const { from, to, urls } = await pair(parted)
  const swapped = { value: (text: string) => (text === 'north' ? 'south' : text === 'south' ? 'north' : text) }
  const { context } = await testCopy(...urls, { masks: { 'public.events': { place: swapped } } })
  await copyPostgres(context, { chunkBytes: 16384 })
  await finishPostgres(context)
  const all = 'select id, note from events order by id'
  expect(await to.query(all)).toEqual(await from.query(all))
  expect(await to.query("select count(*)::int as n from events_north where place = 'north'")).toEqual([{ n: 300 }])
  expect(await to.query("select count(*)::int as n from events where id % 3 = 1 and place = 'north'")).toEqual([
    { n: 300 },
  ])
})

test('rows of what inherits are copied once, each by its own table', async () => {
  const { from, to, urls } = await pair(`
    create table animals (id integer primary key, name text);
    create table birds (wings integer) inherits (animals);
    insert into animals values (1, 'cat'), (2, 'dog');
    insert into birds values (3, 'owl', 2);
  `)
  const { context } = await testCopy(...urls, { masks: { 'public.animals': { name: backwards } } })
  await copyPostgres(context)
  await finishPostgres(context)
  expect(await to.query('select id, name from animals order by id')).toEqual([
    { id: 1, name: 'xtac' },
    { id: 2, name: 'xgod' },
    { id: 3, name: 'owl' },
  ])
  expect(await to.query('select * from birds')).toEqual(await from.query('select * from birds'))
})

test('a table without columns, or with nothing but what is computed, arrives with all its rows', async () => {
  const { to, urls } = await pair(`
    create table nothing ();
    create table computed (one integer generated always as (1) stored);
    insert into nothing select from generate_series(1, 5);
    insert into computed select from generate_series(1, 6);
  `)
  const { context } = await testCopy(...urls)
  await copyPostgres(context)
  expect(
    await to.query('select (select count(*)::int from nothing) as a, (select sum(one)::int from computed) as b'),
  ).toEqual([{ a: 5, b: 6 }])
})

test('what a role of the target has set does not end a copy in the middle', async () => {
  const { to, urls } = await pair(`
    create table slow (id integer primary key);
    insert into slow select n from generate_series(1, 200) n;
    alter table slow add constraint slow_check check (pg_sleep(0.004) is not null);
  `)
  const { context } = await testCopy(...urls)
  await to.execute(
    "do $$ begin execute format('alter database %I set statement_timeout = 400', current_database()); end $$",
  )
  await copyPostgres(context)
  expect(await to.query('select count(*)::int as n from slow')).toEqual([{ n: 200 }])
})

test('a table that a crash of the server would empty is none until it is finished', async () => {
  const { from, to, urls } = await pair(`
    create unlogged table notes (id serial primary key, note text);
    insert into notes (note) select 'x' from generate_series(1, 100) n;
  `)
  const { context } = await testCopy(...urls)
  const kinds = `select relname, relpersistence from pg_class where relname like 'notes%' order by 1`
  await copyPostgres(context)
  expect(new Set((await to.query<{ relpersistence: string }>(kinds)).map((one) => one.relpersistence))).toEqual(
    new Set(['p']),
  )
  await finishPostgres(context)
  expect(await to.query(kinds)).toEqual(await from.query(kinds))
  expect(await to.query('select count(*)::int as n from notes')).toEqual([{ n: 100 }])
})

test('of a subset only the chosen rows come, also of the parts of a whole', async () => {
  const { from, to, urls } = await pair(
    `${parted} create table left_out (id integer); insert into left_out values (1);`,
  )
  const selection = (table: string, conditions: readonly string[]) =>
    [table, { table, rows: 10, why: ['chosen'], conditions: () => conditions }] as const
  const { context } = await testCopy(...urls, {
    selections: new Map([
      selection('public.events', ['"id" <= 50', '"id" between 51 and 60', '"id" = 800']),
      selection('public.left_out', []),
    ]),
  })
  expect(context.plan.tables[0]?.selection).toEqual({ rows: 10, why: ['chosen'] })
  await copyPostgres(context)
  await finishPostgres(context)
  expect(await to.query(places)).toEqual(
    await from.query(places.replace('order by', 'where id <= 60 or id = 800 order by')),
  )
  expect(await to.query('select * from left_out')).toEqual([])
})

test('keys that point in circles, and at their own table, are checked once all rows are there', async () => {
  const { to, urls } = await pair(`
    create table teams (id integer primary key, lead integer);
    create table members (id integer primary key, team integer not null references teams, boss integer references members);
    alter table teams add foreign key (lead) references members deferrable;
    begin;
    set constraints all deferred;
    insert into teams values (1, 1), (2, 2);
    insert into members values (1, 1, 2), (2, 2, 1);
    commit;
  `)
  const { context } = await testCopy(...urls)
  await copyPostgres(context)
  await finishPostgres(context)
  expect(await to.query("select count(*)::int as n from pg_constraint where contype = 'f' and convalidated")).toEqual([
    { n: 3 },
  ])
})

test('a mask that breaks a check, a key or a reference is named by its table, without a value', async () => {
  const { urls, to } = await pair(`
    create table people (id integer primary key, code text unique, check (code like 'c%'));
    create table pets (id integer primary key, person integer references people);
    insert into people select n, 'c' || n from generate_series(1, 10) n;
    insert into pets select n, n from generate_series(1, 10) n;
  `)
  const attempts = [
    [{ 'public.people': { code: { value: () => 'secret' } } }, /public\.people could not be copied.*check constraint/],
    [{ 'public.people': { code: { value: () => 'csecret' } } }, /people_code_key.*could not create unique index/],
    [{ 'public.pets': { person: { value: () => '11' } } }, /pets_person_fkey.*foreign key constraint/],
  ] as const
  for (const [masks, message] of attempts) {
    const { context } = await testCopy(...urls, { masks })
    const thrown = await failure(copyPostgres(context).then(() => finishPostgres(context)))
    expect(thrown.code).toBe('CLONE_FAILED')
    expect(thrown.message).toMatch(message)
    expect(JSON.stringify(thrown)).not.toContain('secret')
    await to.execute('drop schema public cascade; create schema public')
  }
})

test('sequences go on behind the last value of the source, and behind masked keys', async () => {
  const { to, urls } = await pair(`
    create table kept (id serial primary key);
    create table masked (id integer generated by default as identity primary key, n integer);
    create table down (id integer primary key);
    create sequence downwards increment -1 owned by down.id;
    alter table down alter id set default nextval('downwards');
    insert into kept select from generate_series(1, 7);
    insert into masked (n) select n from generate_series(1, 7) n;
    insert into down select from generate_series(1, 3);
    delete from kept where id > 5;
  `)
  const { context } = await testCopy(...urls, {
    masks: { 'public.masked': { id: { value: (text) => String(Number(text) * 1000) } } },
  })
  await copyPostgres(context)
  const next = await to.query(
    `select nextval('kept_id_seq')::int as kept, nextval('masked_id_seq')::int as masked, nextval('downwards')::int as down`,
  )
  expect(next).toEqual([{ kept: 8, masked: 7001, down: -4 }])
})

const few = ['neosync-alltypes-create-tables.sql']
const known = knownDatabases(few, [
  ...few,
  'pagila.sql',
  'chinook.sql',
  'northwind.sql',
  'world.sql',
  'french-towns.sql',
])
const folder = new URL('../../../../../../shared/data/databases/', import.meta.url)
const there = existsSync(folder)
if (!there) console.log('Known databases are not cloned: shared/data/databases is absent.')

test.runIf(there).each(known)('%s arrives whole', async (file) => {
  const { from, to, urls } = await pair('')
  await loadSqlFile(from, fileURLToPath(new URL(file, folder)))
  const { context } = await testCopy(...urls)
  await copyPostgres(context)
  await finishPostgres(context)
  const there = await analyzeSchema(to)
  const { added, removed, changed } = compareSchemas(await analyzeSchema(from), there)
  expect({ added, removed, changed }).toEqual({ added: [], removed: [], changed: [] })
  for (const table of there.tables) {
    const sum = `select count(*)::int as n, md5(string_agg(md5(t::text), '' order by md5(t::text))) as sum from ${quoteTable(table)} t`
    expect({ table: table.name, rows: await to.query(sum) }).toEqual({ table: table.name, rows: await from.query(sum) })
  }
})
