import { expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { postgresField, sqliteField } from '../../test/filling.ts'
import { connect } from '../database/connect.ts'
import { fillDatabase } from './fill-database.ts'

const postgres = await postgresField('refusals')
const sqlite = await sqliteField()

test('a check that nobody here understands is met by drawing rows until the database takes them', async () => {
  await postgres.reset(`
    create function is_round(n integer) returns boolean language sql immutable as $$ select n % 7 = 0 $$;
    create table odd (id integer primary key, n integer not null check (is_round(n)));
    create table even (id integer primary key, odd_id integer not null references odd (id));`)
  const report = await fillDatabase(postgres.database, { rows: 40 })
  expect(report.notes).toContainEqual(expect.objectContaining({ code: 'ROWS_REDRAWN', at: 'odd' }))
  const { violations, rows } = await postgres.integrity()
  expect([violations, rows]).toEqual([[], { odd: 40, even: 40 }])
})

test('a check that no row meets is named before anything is written, with the configuration to start from', async () => {
  await postgres.reset(`
    create function never(n text) returns boolean language sql immutable as $$ select n like 'a very special word %' $$;
    create table odd (id integer primary key, word text not null, constraint special check (never(word)));`)
  const error = await failure(fillDatabase(postgres.database, { rows: 40 }))
  expect([error.code, error.at, error.message]).toEqual([
    'CONSTRAINT_UNSATISFIED',
    'odd',
    expect.stringContaining('special'),
  ])
  const config = JSON.parse(error.hint.slice(error.hint.indexOf('{')))
  expect(config).toMatchObject({
    kind: 'understudy.config',
    version: 1,
    generate: { entities: { odd: { fields: { word: { kind: expect.any(String) } } } } },
  })
  expect((await postgres.integrity()).rows).toEqual({ odd: 0 })
})

test('what the database refuses undoes all of it; table and constraint are named, and no value', async () => {
  await postgres.reset(`
    create table first (id integer primary key, name text);
    create table second (id integer primary key, word text not null);
    create function refuse() returns trigger language plpgsql as $$ begin new.word := 'SECRET'; return new; end $$;
    create trigger refuse before insert on second for each row execute function refuse();
    create unique index one_word on second (word);`)
  const error = await failure(fillDatabase(postgres.database, { rows: 5 }))
  expect([error.code, error.at]).toEqual(['CONSTRAINT_VIOLATED', 'second, one_word'])
  expect(JSON.stringify(error) + error.hint).not.toContain('SECRET')
  expect((await postgres.integrity()).rows).toEqual({ first: 0, second: 0 })
})

test('a role that may not insert, or that row security binds, is told what it lacks', async () => {
  const role = `filler_${Date.now()}`
  await postgres.reset(`
    create table open (id integer primary key); create table closed (id integer primary key); create table secured (id integer primary key);
    alter table secured enable row level security; create policy everything on secured using (true);
    create role ${role} login; grant usage on schema public to ${role};
    grant select, insert on open, secured to ${role}; grant select on closed to ${role};`)
  const url = new URL(postgres.url)
  url.username = role
  try {
    await using database = await connect(url.href)
    const denied = await failure(fillDatabase(database, { rows: 3 }))
    expect([denied.code, denied.hint]).toEqual(['PERMISSION_DENIED', expect.stringContaining('INSERT on closed')])
    const bound = await failure(fillDatabase(database, { rows: 3, overrides: { closed: { skip: true } } }))
    expect([bound.at, bound.hint]).toEqual(['secured', expect.stringContaining('BYPASSRLS')])
    expect((await postgres.integrity()).rows).toEqual({ open: 0, closed: 0, secured: 0 })
  } finally {
    await postgres.database.execute(`drop owned by ${role}; drop role ${role}`)
  }
})

test('a fill that is cancelled leaves nothing', async () => {
  await postgres.reset(
    'create table big (id integer primary key, name text); create table small (id integer primary key)',
  )
  const controller = new AbortController()
  const error = await failure(
    fillDatabase(postgres.database, {
      rows: 50_000,
      signal: controller.signal,
      onProgress: ({ rows }) => {
        if (rows > 20_000) controller.abort()
      },
    }),
  )
  expect(error.code).toBe('CANCELLED')
  expect((await postgres.integrity()).rows).toEqual({ big: 0, small: 0 })
})

test('a server that goes away in the middle is said, and nothing stands', async () => {
  await postgres.reset('create table big (id integer primary key, name text)')
  await using database = await connect(postgres.url)
  let killed = false
  const error = await failure(
    fillDatabase(database, {
      rows: 200_000,
      onProgress: ({ rows }) => {
        if (rows < 20_000 || killed) return
        killed = true
        void postgres.ask(
          "select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy%big%' and pid <> pg_backend_pid()",
        )
      },
    }),
  )
  expect([error.code, error.details.stands]).toEqual(['CONNECTION_LOST', expect.stringContaining('nothing')])
  expect((await postgres.integrity()).rows).toEqual({ big: 0 })
})

test('a database that cannot be written to says so', async () => {
  await postgres.reset('create table plain (id integer primary key)')
  await postgres.database.execute(
    `alter database ${new URL(postgres.url).pathname.slice(1)} set default_transaction_read_only = on`,
  )
  try {
    await using database = await connect(postgres.url)
    const error = await failure(fillDatabase(database, { rows: 3 }))
    expect(error.hint).toContain('read-only')
  } finally {
    await postgres.database.execute(
      `alter database ${new URL(postgres.url).pathname.slice(1)} reset default_transaction_read_only`,
    )
  }
})

test('a failing check of SQLite is named too, and undone', async () => {
  await sqlite.reset('create table odd (id integer primary key, word text not null check (hex(randomblob(1)) = word))')
  const error = await failure(fillDatabase(sqlite.database, { rows: 40 }))
  expect(error.message).toContain('odd')
  expect((await sqlite.integrity()).rows).toEqual({ odd: 0 })
})

test('a check over columns that are all unique is met by drawing whole rows', async () => {
  await postgres.reset(`
    create table spans (id integer primary key, starts date unique, ends date not null unique, check (starts <= ends));
    create table parts (id integer primary key, span date not null references spans (ends));`)
  await fillDatabase(postgres.database, { rows: 60 })
  const { violations, rows } = await postgres.integrity()
  expect([violations, rows]).toEqual([[], { spans: 60, parts: 60 }])
})
