import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import type { ConstraintFinding, ConstraintReport } from './constraint-report.ts'
import { testConstraints } from './test-constraints.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-constraints-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
async function opened(engine: 'postgres' | 'sqlite', script: string): Promise<DatabaseTestClient> {
  const databaseUrl =
    engine === 'postgres' ? await testDatabase('constraints') : `sqlite:${join(folder, `${++files}.db`)}`
  const client = await DatabaseTestClient.open({ databaseUrl })
  if (engine === 'postgres') await client.execute('drop schema public cascade; create schema public')
  await client.execute(script)
  return client
}

// Not every version of Postgres names a NOT NULL.
const name = ({ table, constraint, kind, columns, side }: ConstraintFinding) =>
  `${table} ${kind} ${kind === 'not null' ? columns.join() : constraint}${side === null ? '' : ` ${side}`}`

function said({ findings }: ConstraintReport): Record<string, string> {
  return Object.fromEntries(
    findings.map((one) => [name(one), one.reason === null ? one.verdict : `${one.verdict}: ${one.reason}`]),
  )
}

const others = (report: ConstraintReport) =>
  Object.fromEntries(Object.entries(said(report)).filter(([, verdict]) => verdict !== 'holds'))

const shop = (postgres: boolean) => `
  create table customers (id integer primary key, email varchar(60) not null unique, age integer check (age between 18 and 120));
  create table orders (
    customer_id integer not null references customers on delete restrict,
    number integer not null,
    total numeric(8, 2) not null check (total > 0),
    state text not null check (state in ('open', 'paid')),
    placed date not null,
    shipped date,
    doubled numeric(10, 2) generated always as (total * 2) stored,
    primary key (customer_id, number),
    constraint shipped_later check (shipped >= placed));
  create table items (
    id integer ${postgres ? 'generated always as identity' : ''} primary key,
    customer_id integer not null, number integer not null,
    parent integer references items on delete set null,
    note integer references customers on delete cascade,
    foreign key (customer_id, number) references orders on delete cascade);
  create unique index one_open_order on orders (customer_id) where state = 'open';`

describe.each(['postgres', 'sqlite'] as const)('on %s', (engine) => {
  const postgres = engine === 'postgres'

  test('every constraint of a sound schema holds, and no row stays', async () => {
    await using client = await opened(engine, shop(postgres))
    const report = await testConstraints(client)
    expect(others(report)).toEqual({})
    expect(Object.keys(said(report)).filter((one) => !one.includes('not null'))).toEqual(
      expect.arrayContaining([
        'customers primary key customers_pkey',
        'orders unique one_open_order',
        'orders check shipped_later',
        'orders generated doubled',
        'items foreign key items_parent_fkey insert',
        'items foreign key items_parent_fkey delete',
      ]),
    )
    for (const table of ['customers', 'orders', 'items'])
      expect(await client.query(`select 1 from ${table}`)).toEqual([])
  })

  test('a check that is always true is found, in whatever way it is', async () => {
    await using client = await opened(
      engine,
      `create table t (id integer primary key, price integer not null, state text,
        constraint plain check (${postgres ? 'true' : '1'}),
        constraint either check (price > 0 or 1 = 1),
        constraint all_of_them check (price > 0 or price <= 0 or price is null),
        constraint with_null check (state in ('a', 'b', null)),
        constraint sound check (price < 1000))`,
    )
    const report = await testConstraints(client)
    expect(Object.keys(others(report)).map((one) => one.split(' ').at(-1))).toEqual(
      expect.arrayContaining(['plain', 'either', 'all_of_them', 'with_null']),
    )
    for (const one of ['plain', 'either', 'with_null'])
      expect(said(report)[`t check ${one}`]).toBe('does not hold: it is always true: no row can break it')
    expect(said(report)['t check sound']).toBe('holds')
  })
})

test('SQLite: a key that is asked for at the end leaves the others to be asked for at once', async () => {
  await using client = await opened(
    'sqlite',
    `create table parents (id integer primary key);
     create table later (id integer primary key,
       parent integer not null references parents on delete cascade deferrable initially deferred);
     create table sooner (id integer primary key, parent integer not null references parents)`,
  )
  expect(others(await testConstraints(client))).toEqual({
    'later foreign key later_parent_fkey insert': expect.stringMatching(/^not tested: SQLite asks for it at COMMIT/),
  })
})

test('constraints that nobody held against the rows that stand there are found with how many break them', async () => {
  await using client = await opened(
    'postgres',
    `create table parents (id integer primary key);
     create table t (id integer primary key, parent integer, price integer, fine integer);
     insert into t values (1, 7, -1, 1), (2, null, -2, 1);
     alter table t add constraint owned foreign key (parent) references parents not valid;
     alter table t add constraint positive check (price > 0) not valid;
     alter table t add constraint fine check (fine > 0) not valid`,
  )
  const report = await testConstraints(client)
  expect(others(report)).toEqual({
    't foreign key owned insert': 'does not hold: a row stands there that breaks it: it is NOT VALID',
    't foreign key owned delete': 'holds: it is NOT VALID, but no row that stands there breaks it',
    't check positive': 'does not hold: 2 rows stand there that break it: it is NOT VALID',
    't check fine': 'holds: it is NOT VALID, but no row that stands there breaks it',
  })
})

test('a foreign key whose triggers are disabled does not hold, on the side that they are for', async () => {
  await using client = await opened(
    'postgres',
    `create table parents (id integer primary key);
     create table children (id integer primary key, parent integer not null references parents on delete cascade);
     create table others (id integer primary key, parent integer not null references parents);
     alter table children disable trigger all`,
  )
  expect(others(await testConstraints(client))).toEqual({
    'children foreign key children_parent_fkey insert':
      'does not hold: a row that breaks it was accepted: its triggers are disabled',
  })
  await client.execute('alter table children enable trigger all; alter table parents disable trigger all')
  expect(others(await testConstraints(client))).toEqual({
    'children foreign key children_parent_fkey delete':
      'does not hold: a row was deleted that another refers to, which refers to it still: its triggers are disabled',
    'others foreign key others_parent_fkey delete':
      'does not hold: a row was deleted that another refers to, which refers to it still: its triggers are disabled',
  })
})

test('Postgres: what cannot be told apart, or is refused by another first, is not tested and says why', async () => {
  await using client = await opened(
    'postgres',
    `create table t (id integer primary key, a integer not null, b integer not null,
      constraint narrow unique (a), constraint wide unique (a, b))`,
  )
  const report = await testConstraints(client)
  expect(said(report)['t unique wide']).toMatch(/^not tested: refused by .*first$/)
  expect(report.findings.filter(({ verdict }) => verdict === 'not tested')).toHaveLength(1)
})

test('Postgres: exclusions, domains, deferred keys, partitions and keys of circles are tried', async () => {
  await using client = await opened(
    'postgres',
    `create domain code as text check (value ~ '^[A-Z]{3}$');
     create domain sure as integer not null;
     create domain smaller as sure check (value < 1000);
     create table rooms (id_2 smaller, id integer primary key, during int4range not null, label code, size sure,
       exclude using gist (during with &&));
     create table a (id integer primary key, b integer not null);
     create table b (id integer primary key, a integer not null references a deferrable initially deferred,
       code integer unique deferrable initially deferred);
     alter table a add constraint back foreign key (b) references b deferrable initially deferred;
     create table part (at date not null, n integer not null check (n > 0), primary key (at, n)) partition by range (at);
     create table part_1 partition of part for values from ('2024-01-01') to ('2024-02-01');
     create table part_2 partition of part for values from ('2024-02-01') to ('2024-03-01');
     alter table part_2 add constraint small check (n < 1000);`,
  )
  const report = await testConstraints(client)
  expect(others(report)).toEqual({})
  expect(Object.keys(said(report))).toEqual(
    expect.arrayContaining([
      'rooms exclusion rooms_during_excl',
      'rooms domain code_check',
      'rooms domain sure not null',
      'a foreign key back insert',
      'b unique b_code_key',
      'part_2 check small',
    ]),
  )
  expect(report.movedSequences).toEqual([])
})

test('Postgres: rows are made for tables with few keys, nulls that must be, composite references and inheritance', async () => {
  await using client = await opened(
    'postgres',
    `create table few (k boolean primary key);
     create table either (id integer primary key, a integer, b integer, check (num_nonnulls(a, b) = 1));
     create table pairs (id integer primary key, x integer, y integer, unique (x, y));
     create table wholes (id integer primary key, x integer, y integer,
       foreign key (x, y) references pairs (x, y) match full on delete set null);
     create table base (id integer primary key, n integer check (n > 0));
     create table derived (extra text not null) inherits (base);
     create table tenants (id integer primary key);
     create table users (tenant integer references tenants, id integer, primary key (tenant, id));
     create table posts (tenant integer references tenants, id integer, author integer not null, primary key (tenant, id),
       foreign key (tenant, author) references users (tenant, id) on delete cascade);
     create table towns (id integer primary key, name text not null);
     create unique index towns_name on towns (lower(name));
     create table listed (k text not null, n integer, primary key (k, n)) partition by list (k);
     create table listed_a partition of listed (check (n < 50)) for values in ('a', 'b');
     create table listed_rest partition of listed default`,
  )
  expect(others(await testConstraints(client))).toEqual({
    'posts foreign key posts_tenant_fkey delete': expect.stringMatching(/^not tested: other keys refer by the same/),
  })
})

test('Postgres: what triggers and row security do is told, and sequences that moved are named', async () => {
  await using client = await opened(
    'postgres',
    `create sequence numbers;
     create table t (id integer primary key, n integer not null, price integer not null check (price > 0));
     create function set_n() returns trigger language plpgsql as
       $$ begin new.n := coalesce(new.n, nextval('numbers')); return new; end $$;
     create trigger numbered before insert on t for each row execute function set_n();
     alter table t enable row level security`,
  )
  const report = await testConstraints(client)
  expect(others(report)).toEqual({
    't not null n': expect.stringMatching(/^not tested: a row that should have broken it left no trace/),
  })
  expect(report.notes.map(({ code, at }) => `${code} ${at}`)).toEqual(['TRIGGER_RUNS t', 'ROW_SECURITY t'])
  expect(report.movedSequences).toEqual(['public.numbers'])
})

test('Postgres: names with quotes, dots and spaces are names', async () => {
  await using client = await opened(
    'postgres',
    `drop schema if exists "s ""x" cascade; create schema "s ""x";
     create table "s ""x"."a.b" ("i d" integer primary key, "q""" text not null unique check ("q""" <> ''));
     create table "s ""x"."c'd" (id integer primary key, "r r" integer not null references "s ""x"."a.b" on delete cascade)`,
  )
  const report = await testConstraints(client)
  expect(others(report)).toEqual({})
  expect(report.findings).toHaveLength(10)
})

test('Postgres: what policies refuse is not tested, and a table that is closed is not taken for one that holds', async () => {
  await using superuser = await opened(
    'postgres',
    `create table t (id integer primary key, n integer not null);
     create table hidden (id integer primary key);
     create table refers (id integer primary key, hidden integer not null unique references hidden);
     alter table t enable row level security; create policy nobody on t using (true) with check (false)`,
  )
  const role = `understudy_constraints_${process.pid}`
  await superuser.execute(
    `create role ${role} login; grant all on t, refers to ${role}; grant usage on schema public to ${role}`,
  )
  try {
    const url = new URL(superuser.config.databaseUrl)
    url.username = role
    await using client = await DatabaseTestClient.open({ databaseUrl: url.href })
    const { findings } = await testConstraints(client)
    expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(['not tested']))
    const reasonOf = (table: string) => findings.find((one) => one.table === table)?.reason
    expect(reasonOf('t')).toMatch(/row-level security or a missing privilege/)
    expect(reasonOf('hidden')).toMatch(/permission denied for table hidden/)
    expect(reasonOf('refers')).toMatch(/./)
  } finally {
    await superuser.execute(`drop owned by ${role}; drop role ${role}`)
  }
})

test('Postgres: a check on a function is put to rows all the same, or not tested with what stands in the way', async () => {
  await using client = await opened(
    'postgres',
    `create function is_fine(n integer) returns boolean language sql immutable as 'select n > 0';
     create function is_odd_text(t text) returns boolean language sql immutable as $$ select t <> 'q7q7' $$;
     create table t (id integer primary key, n integer not null, w text not null,
       constraint fine check (is_fine(n)), constraint odd check (is_odd_text(w)))`,
  )
  expect(others(await testConstraints(client))).toEqual({
    't check odd': expect.stringMatching(
      /^not tested: none of \d+ rows that were tried breaks it; it uses .*is_odd_text/,
    ),
  })
})
