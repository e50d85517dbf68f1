import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { smallClone } from '../../../test/small-clone.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import { parseSubset } from '../subset/parse-subset.ts'
import { planSubset } from '../subset/plan-subset.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-between-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
type Engine = 'postgres' | 'sqlite'

async function place(engine: Engine): Promise<string> {
  return engine === 'sqlite' ? `sqlite:${join(folder, `${++files}.db`)}` : await testDatabase('between')
}

async function made(engine: Engine, script: string): Promise<string> {
  const url = await place(engine)
  await using database = await connect(url)
  await database.execute(script)
  return url
}

async function read(url: string, query: string): Promise<Record<string, unknown>[]> {
  await using database = await connect(url)
  return await database.query(query)
}

const everything = `
  create type mood as enum ('so', 'l''a'); create domain positive as int check (value > 0);
  create table kinds (
    id bigint generated always as identity primary key, small smallint, flag boolean default true, amount numeric(12, 2) default 0.5, free numeric,
    half real, float double precision, name varchar(40) not null default 'it''s', code char(5), day date default current_date, at time, wall timestamp, seen timestamptz default now(),
    tags text[], counts int[], doc jsonb, bytes bytea, ip inet, span interval, feeling mood, plus positive, key uuid unique, twice int generated always as (small * 2) stored,
    constraint sized check (amount >= 0 and char_length(name) <= 40), constraint liked check (name like 'x%'), check (feeling = any (array['so'::mood, 'l''a'::mood]))
  );
  insert into kinds (small, flag, amount, free, half, float, name, code, day, at, wall, seen, tags, counts, doc, bytes, ip, span, feeling, plus, key) values
    (1, true, 10.50, 123456789012345, 1.5, 0.1, 'xé🙂', 'ab', '2024-02-29', '23:59:59.5', '2024-02-29 23:59:59.25', '2024-02-29 23:59:59+02',
     '{a,NULL,"b \\"c\\""}', '{{1,2},{3,4}}', '{"a": [1.50, null]}', '\\x00ff', '10.0.0.0/8', '1 mon 2 days', 'l''a', 7, '123e4567-e89b-12d3-a456-426614174000'),
    (-5, false, 0, -0.125, 'infinity', 1e300, 'x', 'e', 'infinity', '00:00', '0044-03-15 BC', '-infinity', '{}', null, '"text"', '', '::1', '0', 'so', 1, null),
    (null, null, null, null, null, null, 'x', null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  create table "Odd ""name" ("a b" int, "A B" text, primary key ("a b")); insert into "Odd ""name" values (1, 'x');
  create view seen_kinds as select id from kinds; create index on kinds (name); create index on kinds (lower(name)); create unique index only_so on kinds (plus) where plus is not null;
`

test('Postgres to SQLite: every kind of value arrives, and what cannot be is said', async () => {
  const source = await made('postgres', everything)
  const target = await place('sqlite')
  const { plan } = await smallClone({ source, target })
  const rows = await read(target, 'select *, typeof(amount) as t, typeof(bytes) as b from kinds order by id')
  expect(rows[0]).toEqual({
    id: 1,
    small: 1,
    flag: 1,
    amount: 10.5,
    free: 123456789012345,
    half: 1.5,
    float: 0.1,
    name: 'xé🙂',
    code: 'ab',
    day: '2024-02-29',
    at: '23:59:59.5',
    wall: '2024-02-29 23:59:59.25',
    seen: '2024-02-29T21:59:59Z',
    tags: '["a",null,"b \\"c\\""]',
    counts: '[[1,2],[3,4]]',
    doc: '{"a": [1.50, null]}',
    bytes: Buffer.from([0, 255]),
    ip: '10.0.0.0/8',
    span: '1 mon 2 days',
    feeling: "l'a",
    plus: 7,
    key: '123e4567-e89b-12d3-a456-426614174000',
    twice: null,
    t: 'real',
    b: 'blob',
  })
  expect(rows[1]).toMatchObject({
    half: Number.POSITIVE_INFINITY,
    float: 1e300,
    day: 'infinity',
    wall: '0044-03-15 00:00:00 BC',
    seen: '-infinity',
    tags: '[]',
    free: -0.125,
    bytes: Buffer.alloc(0),
  })
  expect(rows[2]).toMatchObject({ name: 'x', small: null, bytes: null })
  expect(await read(target, 'select * from "Odd ""name"')).toEqual([{ 'a b': 1, 'A B_2': 'x' }])
  const notes = plan.notes.join('\n')
  for (const said of [
    'check liked',
    'becomes A B_2',
    'views seen_kinds',
    'kinds_lower_idx',
    'twice is left empty',
    'span: as Postgres writes it',
  ]) {
    expect(notes).toContain(said)
  }
  for (const kept of ['sized', 'only_so', 'plus: check']) expect(notes).not.toContain(kept)
  await using copy = await connect(target)
  for (const [wrong, code] of [
    [`insert into kinds (name, amount) values ('x', -1)`, 'CONSTRAINT_VIOLATED'],
    [`insert into kinds (name, feeling) values ('x', 'none')`, 'CONSTRAINT_VIOLATED'],
    [`insert into kinds (name, plus) values ('x', -1)`, 'CONSTRAINT_VIOLATED'],
    [`insert into kinds (name, plus) values ('x', 7)`, 'CONSTRAINT_VIOLATED'],
  ] as const) {
    expect((await failure(copy.execute(wrong))).code, wrong).toBe(code)
  }
  await copy.execute('insert into kinds (small) values (3)')
  expect(await copy.query('select id, flag, amount, name from kinds where small = 3')).toEqual([
    { id: 4, flag: 1, amount: 0.5, name: "it's" },
  ])
})

test('what SQLite would change is refused, with the column and without the value', async () => {
  for (const [type, value, said] of [
    ['double precision', `'NaN'`, 'NaN'],
    ['numeric', '1234567890.12345678', '15 digits'],
    ['numeric(10, 2)', `'NaN'`, 'infinity'],
  ] as const) {
    const source = await made(
      'postgres',
      `create table t (id int primary key, secret ${type}); insert into t values (1, ${value})`,
    )
    const error = await failure(smallClone({ source, target: await place('sqlite') }))
    expect(error.code, type).toBe('TYPE_UNCASTABLE')
    expect(error.message).toContain('public.t.secret')
    expect(error.message).toContain(said)
    expect(error.message).not.toContain('1234567890')
  }
})

test('a large decimal stays what it is where its size says so', async () => {
  const source = await made(
    'postgres',
    `create table t (a numeric(38, 10)); insert into t values (1234567890123456789.0123456789)`,
  )
  const target = await place('sqlite')
  await smallClone({ source, target })
  expect(await read(target, 'select a from t')).toEqual([{ a: '1234567890123456789.0123456789' }])
})

const loose = `
  create table people (
    id integer primary key autoincrement, name varchar(20) not null collate nocase default 'x', active boolean default 1 check (active in (0, 1)), born date, seen datetime, at timestamp default current_timestamp,
    age int check (age >= 0 and age < 200), score real, price decimal(10, 2) default 1.5, doc json, photo blob, key uuid, anything, boss integer references people (id),
    unique (name), check (length(name) < 30), check (name glob 'a*')
  );
  insert into people values (5, 'aé🙂\t\\N', 1, '1990-02-03', '2024-01-02T03:04:05Z', '2024-01-02 03:04:05.5', 30, 2, 9007199254740993, '{"a":1}', x'00ff', '123e4567-e89b-12d3-a456-426614174000', 1.5, 9),
    (9, 'a' || char(10) || 'b', 0, null, '2024-01-02T03:04:05+02:00', null, null, 1e300, 0.1, '[]', x'', x'123e4567e89b12d3a456426614174000', 'text', 5), (11, 'ac', null, null, null, null, null, null, null, null, null, null, null, null);
  create table pairs (a text, b int, note text, primary key (a, b)) without rowid; insert into pairs values ('x', 1, 'n'), ('x', 2, null);
  create table of_pairs (id integer primary key, a text, b int, foreign key (a, b) references pairs (a, b) on delete cascade); insert into of_pairs values (1, 'x', 2), (2, null, 7);
  create index by_age on people (age) where age > 3; create view all_people as select * from people;
`

test('SQLite to Postgres: values are of their types, keys hold, numbers go on, and what cannot be is said', async () => {
  const source = await made('sqlite', loose)
  const target = await place('postgres')
  const { plan } = await smallClone({ source, target })
  const rows = await read(
    target,
    'select *, pg_typeof(seen)::text as t, pg_typeof(at)::text as w from people order by id',
  )
  expect(rows[0]).toMatchObject({
    id: 5,
    name: 'aé🙂\t\\N',
    active: true,
    born: '1990-02-03',
    age: 30,
    score: 2,
    price: '9007199254740993',
    doc: { a: 1 },
    key: '123e4567-e89b-12d3-a456-426614174000',
    anything: '1.5',
    boss: 9,
    t: 'timestamp with time zone',
    w: 'timestamp without time zone',
  })
  expect(Buffer.from(rows[0]?.photo as Uint8Array)).toEqual(Buffer.from([0, 255]))
  expect(rows[1]).toMatchObject({ name: 'a\nb', active: false, price: '0.1', score: 1e300, key: rows[0]?.key, boss: 5 })
  expect(await read(target, `select seen at time zone 'UTC' as u from people where id = 9`)).toEqual([
    { u: '2024-01-02T01:04:05' },
  ])
  expect(await read(target, 'select * from of_pairs order by id')).toEqual([
    { id: 1, a: 'x', b: 2 },
    { id: 2, a: null, b: 7 },
  ])
  const notes = plan.notes.join('\n')
  for (const said of ['glob', 'all_people', 'letter by letter', 'anything: numbers as their text'])
    expect(notes.toLowerCase()).toContain(said === 'glob' ? 'check people_name_check' : said)
  await using copy = await connect(target)
  expect(
    await copy.query(`insert into people (name) values ('af') returning id, active, price, at is null as n`),
  ).toEqual([{ id: 12, active: true, price: '1.5', n: false }])
  for (const wrong of [
    `insert into people (name) values ('ac')`,
    `insert into people (name, age) values ('ad', 300)`,
    `insert into people (name, boss) values ('ae', 77)`,
    `insert into of_pairs values (9, 'x', 3)`,
  ]) {
    expect((await failure(copy.query(wrong))).code, wrong).toBe('CONSTRAINT_VIOLATED')
  }
})

test('what Postgres could not hold is refused before any row is sent; in a column that is masked, when it comes', async () => {
  for (const [type, value] of [
    ['int', `'text'`],
    ['date', '20240101'],
    ['text', `x'00'`],
    ['text', `'a' || char(0)`],
    ['boolean', '2'],
    ['json', `'{'`],
    ['blob', `'text'`],
    ['datetime', '1700000000'],
    ['uuid', `'short'`],
    ['text', `cast(x'ff' as text)`],
  ] as const) {
    const source = await made(
      'sqlite',
      `create table t (id integer primary key, secret ${type}); insert into t values (1, ${value})`,
    )
    const target = await place('postgres')
    let begun = 0
    const error = await failure(smallClone({ source, target, onEvent: () => begun++ }))
    expect(error.code, `${type} ${value}`).toBe('TYPE_UNCASTABLE')
    // Only what is read as characters can be seen to be none.
    if (!value.includes('ff')) expect([type, value, begun]).toEqual([type, value, 0])
    expect(error.message).toContain('t.secret')
  }
}, 60_000)

test('in a column that is masked, a value is held against its type when it comes', async () => {
  const source = await made(
    'sqlite',
    `create table t (id integer primary key, secret int); insert into t values (1, 'text'), (2, 3)`,
  )
  const target = await place('postgres')
  await smallClone({ source, target, masks: { 't.secret': (text) => (text === 'text' ? '7' : text) } })
  expect(await read(target, 'select secret from t order by id')).toEqual([{ secret: 7 }, { secret: 3 }])
  const error = await failure(
    smallClone({ source, target: await place('postgres'), masks: { 't.secret': (text) => `${text}!` } }),
  )
  expect(error.code).toBe('TYPE_UNCASTABLE')
})

const common = `
  create table customers (id int primary key, email text unique, friend int references customers);
  create table orders (customer int references customers, line int, total numeric(10, 2), note text, primary key (customer, line));
  create table empty (id int primary key);
  insert into customers values (1, 'ann@x', 2), (2, 'ben@x', 1), (3, 'it''s \\ "me"', 3), (4, null, null);
  insert into orders values (1, 1, 10.5, 'a'), (1, 2, 0, null), (3, 1, 12345678.25, 'é🙂');
`

test.each([
  ['postgres', 'sqlite'],
  ['sqlite', 'postgres'],
  ['sqlite', 'sqlite'],
] as const)('%s to %s: the same subset, masked the same, and counted', async (from, to) => {
  const source = await made(from, common)
  const target = await place(to)
  const name = (table: string) => (from === 'sqlite' ? table : `public.${table}`)
  const plus = (text: string) => String(Number(text) + 100)
  const { plan, events } = await smallClone({
    source,
    target,
    masks: {
      [`${name('customers')}.id`]: plus,
      [`${name('customers')}.friend`]: plus,
      [`${name('orders')}.customer`]: plus,
      [`${name('customers')}.email`]: (text, row) => `${text.length}-${row.text('id')}@masked`,
    },
    select: async (guarded) =>
      planSubset({
        source: guarded,
        definition: await guarded.session((session) => analyzeSchema(session)),
        subset: parseSubset({
          kind: 'subset',
          version: 1,
          roots: { [name('orders')]: { where: 'total > 1 and customer = 1' } },
        }),
      }),
  })
  expect(await read(target, 'select id, email, friend from customers order by id')).toEqual([
    { id: 101, email: '5-1@masked', friend: 102 },
    { id: 102, email: '5-2@masked', friend: 101 },
  ])
  expect(
    (await read(target, 'select customer, line, total, note from orders')).map((row) => ({
      ...row,
      total: Number(row.total),
    })),
  ).toEqual([{ customer: 101, line: 1, total: 10.5, note: 'a' }])
  expect(await read(target, 'select * from empty')).toEqual([])
  expect(plan.tables.map(({ table, selection }) => [table, selection?.rows])).toEqual([
    [name('customers'), 2],
    [name('empty'), 0],
    [name('orders'), 1],
  ])
  const statistics = events.flatMap((event) => (event.type === 'table' ? event.statistics : []))
  expect(statistics.map(({ table, rows, rowsMasked }) => [table, rows, rowsMasked])).toEqual([
    [name('customers'), 2, 2],
    [name('empty'), 0, 0],
    [name('orders'), 1, 1],
  ])
  expect(statistics[0]?.rules.map(({ column, values }) => [column, values])).toEqual([
    ['id', 2],
    ['email', 2],
    ['friend', 2],
  ])
})

test.each([
  ['postgres', 'sqlite'],
  ['sqlite', 'postgres'],
] as const)('%s to %s: a copy that ended goes on, with tables that changed copied anew', async (from, to) => {
  const source = await made(from, common)
  const target = await place(to)
  const ledger = join(folder, `${++files}.ledger`)
  const stop = new AbortController()
  const first = await failure(
    smallClone({
      source,
      target,
      ledger,
      signal: stop.signal,
      onEvent: ({ type }) => (type === 'table' ? stop.abort() : undefined),
    }),
  )
  expect(first.code).toBe('CANCELLED')
  await using database = await connect(source)
  await database.execute(`update customers set email = 'late@x' where id = 4`)
  const { events } = await smallClone({ source, target, ledger })
  expect(
    events.flatMap((event) =>
      event.type === 'copied' ? [[event.table.replace('public.', ''), event.rows, event.again]] : [],
    ),
  ).toEqual([
    ['customers', 4, true],
    ['empty', 0, false],
    ['orders', 3, false],
  ])
  expect(await read(target, 'select email from customers where id = 4')).toEqual([{ email: 'late@x' }])
})
