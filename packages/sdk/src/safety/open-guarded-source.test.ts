import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { failure } from '../../test/failure.ts'
import { analyzeSchema } from '../catalog/analyze.ts'
import type { Database, Session } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { inFlight } from '../database/flight.ts'
import { openGuardedSource } from './open-guarded-source.ts'

const reader = 'understudy_guard_reader'
let url: string
let readerUrl: string
let owner: Database

beforeAll(async () => {
  url = await testDatabase('guarded')
  readerUrl = url.replace('postgres@', `${reader}@`)
  owner = await connect(url)
  await owner.execute(`
    create extension citext;
    create table people (id bigint generated always as identity primary key, name citext not null, born date);
    insert into people (name, born) select 'person ' || n, date '1990-01-01' + n from generate_series(1, 2500) n;
    create table other (id integer primary key);
    drop role if exists ${reader};
    create role ${reader} login;
    grant usage on schema public to ${reader};
    grant select on all tables in schema public to ${reader};
    grant select on all sequences in schema public to ${reader};
  `)
})

afterAll(async () => {
  await owner.execute(`drop owned by ${reader}; drop role ${reader}`)
  await owner.close()
})

test('a role that may only read passes, and every check says so', async () => {
  await using source = await openGuardedSource(readerUrl)
  expect(source.checks.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['environment type', 'passed'],
    ['source is read-only', 'passed'],
    ['source role cannot write', 'passed'],
    ['source shows all rows', 'passed'],
  ])
  expect(source.identity).toMatch(/^\d+ \d+$/)
  expect(source.isAlive()).toBe(true)
})

test('bytes of large objects are read only where our own statements ask for them, and nothing is written there either', async () => {
  await owner.execute("select lo_from_bytea(4712, 'large'); grant select on large object 4712 to public")
  await using source = await openGuardedSource(readerUrl)
  const read = (session: Session) => session.query("select convert_from(lo_get(4712), 'UTF8') as text")
  expect((await failure(source.session(read))).code).toBe('WRITE_REFUSED')
  expect(await source.session(read, { largeObjects: true })).toEqual([{ text: 'large' }])
  for (const text of [
    "select lo_put(4712, 0, 'X')",
    'select lo_open(4712, 131072)',
    'select lo_unlink(4712)',
    'select lo_create(4713)',
    "select lo_export(4712, '/tmp/x')",
  ]) {
    const write = source.session((session) => session.query(text), { largeObjects: true })
    expect((await failure(write)).code).toBe('WRITE_REFUSED')
  }
  expect(await owner.query("select convert_from(lo_get(4712), 'UTF8') as text")).toEqual([{ text: 'large' }])
  await owner.execute('select lo_unlink(4712)')
})

test('the server reads ahead for all but those who read in order, whoever had the connection before', async () => {
  await using source = await openGuardedSource(readerUrl, { sessions: 1 })
  const ahead = async (session: Session) => {
    const [row] = await session.query<{ ahead: string }>("select current_setting('effective_io_concurrency') as ahead")
    return row?.ahead
  }
  const usual = await source.session(ahead)
  expect(usual).not.toBe('0')
  expect(await source.session(ahead, { inOrder: true })).toBe('0')
  expect(await source.session(ahead)).toBe(usual)
})

test('all that a clone reads by works: the catalog, rows, streams, COPY, savepoints', async () => {
  await using source = await openGuardedSource(readerUrl)
  await source.session(async (session) => {
    expect((await analyzeSchema(session)).tables.map(({ name }) => name)).toEqual(['other', 'people'])
    expect(await session.query('select count(*) from public.people where id > $1', [10])).toEqual([{ count: 2490 }])
    const steps: number[] = []
    for await (const rows of session.stream('select id from public.people order by id', [], { batchSize: 1000 }))
      steps.push(rows.length)
    expect(steps).toEqual([1000, 1000, 500])
    expect(
      await bytesOf(session, 'copy (select id, name from public.people) to stdout (format binary)'),
    ).toBeGreaterThan(50_000)
    expect(await session.transaction(async (inner) => (await inner.query('values (1)')).length)).toBe(1)
    await failure(session.transaction((inner) => inner.query('select 1/0')))
    expect(await session.query('select 1 as one')).toEqual([{ one: 1 }])
    expect(await session.query("select current_setting('TimeZone') as zone")).toEqual([{ zone: 'UTC' }])
    // The extension's own equality, whatever the search path of the role is.
    expect(await session.query(`select count(*) from public.people where name = 'PERSON 7'::public.citext`)).toEqual([
      { count: 1 },
    ])
  })
})

test('what writes is refused in a flight as well, before it is sent', async () => {
  await using source = await openGuardedSource(readerUrl)
  const asked = source.session((session) =>
    inFlight(session, (reader) =>
      Promise.allSettled(
        ['select 1 as n', "select nextval('people_id_seq')", 'set transaction_read_only = off', 'select 2 as n'].map(
          (text) => reader.query(text),
        ),
      ),
    ),
  )
  const refused = { status: 'rejected', reason: { code: 'WRITE_REFUSED' } }
  expect(await asked).toMatchObject([{ value: [{ n: 1 }] }, refused, refused, { value: [{ n: 2 }] }])
})

test('every session sees one state, also of what was committed and emptied meanwhile', async () => {
  await using source = await openGuardedSource(readerUrl, { sessions: 3 })
  const count = (session: Session) => session.query('select count(*) from public.people')
  await owner.execute(`insert into people (name) values ('late')`)
  try {
    const counts = await Promise.all([1, 2, 3, 4, 5].map(() => source.session(count)))
    expect(counts).toEqual(Array(5).fill([{ count: 2500 }]))
  } finally {
    await owner.execute(`delete from people where name = 'late'`)
  }
})

test('as many sessions as were asked for run at a time, and others wait', async () => {
  await using source = await openGuardedSource(readerUrl, { sessions: 2 })
  let now = 0
  let most = 0
  let meet: () => void = () => {}
  const met = new Promise<void>((resolve) => {
    meet = resolve
  })
  await Promise.all(
    Array.from({ length: 6 }, () =>
      source.session(async (session) => {
        most = Math.max(most, ++now)
        if (now === 2) meet()
        // Nobody leaves before two are in.
        await met
        await session.query('select 1')
        now--
      }),
    ),
  )
  expect(most).toBe(2)
})

test('a table that is held cannot be emptied meanwhile, and one that was emptied before is told', async () => {
  await using source = await openGuardedSource(readerUrl)
  await owner.execute('truncate other')
  const late = await failure(source.hold([{ schema: 'public', name: 'other' }]))
  expect([late.code, late.message]).toEqual(['SOURCE_UNSUITED', expect.stringContaining('public.other')])
  await using second = await openGuardedSource(readerUrl)
  await second.hold([{ schema: 'public', name: 'other' }])
  const refused = await failure(
    owner.transaction(async (session) => {
      await session.execute(`set local lock_timeout = '50ms'; truncate other`)
    }),
  )
  expect(refused.details.sqlstate).toBe('55P03')
})

describe('what can write is refused, and named', () => {
  const wrong = async (grant: string, revoke: string, user = readerUrl) => {
    await owner.execute(grant)
    try {
      return await failure(openGuardedSource(user))
    } finally {
      await owner.execute(revoke)
    }
  }

  test('a superuser', async () => {
    const error = await failure(openGuardedSource(url))
    expect([error.code, error.message]).toEqual([
      'SOURCE_CAN_WRITE',
      expect.stringContaining('SUPERUSER of role postgres'),
    ])
  })

  test.each([
    ['grant insert on other to ROLE', 'revoke insert on other from ROLE', 'INSERT on public.other'],
    ['grant update (born) on people to ROLE', 'revoke update (born) on people from ROLE', 'UPDATE on public.people'],
    ['grant truncate on other to public', 'revoke truncate on other from public', 'TRUNCATE on public.other'],
    ['grant trigger on other to ROLE', 'revoke trigger on other from ROLE', 'TRIGGER on public.other'],
    [
      'grant usage on people_id_seq to ROLE',
      'revoke usage on people_id_seq from ROLE',
      'USAGE on sequence public.people_id_seq',
    ],
    ['grant create on schema public to ROLE', 'revoke create on schema public from ROLE', 'CREATE on schema public'],
    ['alter role ROLE createdb', 'alter role ROLE nocreatedb', 'CREATEDB'],
    ['alter role ROLE createrole', 'alter role ROLE nocreaterole', 'CREATEROLE'],
    ['alter role ROLE replication', 'alter role ROLE noreplication', 'REPLICATION'],
    ['grant pg_write_all_data to ROLE', 'revoke pg_write_all_data from ROLE', 'membership of pg_write_all_data'],
    [
      'grant pg_execute_server_program to ROLE',
      'revoke pg_execute_server_program from ROLE',
      'membership of pg_execute_server_program',
    ],
    // Only by SET ROLE could it use that.
    [
      'alter role ROLE noinherit; grant pg_write_all_data to ROLE',
      'revoke pg_write_all_data from ROLE; alter role ROLE inherit',
      'membership of pg_write_all_data',
    ],
    ['alter table other owner to ROLE', 'alter table other owner to postgres', 'ownership of table public.other'],
    [
      'select lo_create(4711); grant update on large object 4711 to ROLE',
      'select lo_unlink(4711)',
      'UPDATE on large object 4711',
    ],
  ])('%s', async (grant, revoke, named) => {
    const error = await wrong(grant.replaceAll('ROLE', reader), revoke.replaceAll('ROLE', reader))
    expect(error.code).toBe('SOURCE_CAN_WRITE')
    expect(error.message).toContain(named)
  })

  test('the right to maintain a table', async ({ skip }) => {
    const [server] = await owner.query<{ number: number }>(
      `select current_setting('server_version_num')::integer as number`,
    )
    if ((server?.number ?? 0) < 170000) skip('Postgres has that right since version 17')
    const error = await wrong(`grant maintain on other to ${reader}`, `revoke maintain on other from ${reader}`)
    expect(error.message).toContain('MAINTAIN on public.other')
  })

  test('with a waiver it passes, and the check says that it was waived, and why that was needed', async () => {
    await using source = await openGuardedSource(url, { waivers: [{ about: 'source-can-write' }] })
    const check = source.checks.find(({ name }) => name === 'source role cannot write')
    expect([check?.outcome, check?.message]).toEqual(['waived', expect.stringContaining('SUPERUSER')])
  })

  test('another waiver does not count', async () => {
    expect((await failure(openGuardedSource(url, { waivers: ['something-else'] }))).code).toBe('SOURCE_CAN_WRITE')
  })
})

test('the role of the documentation reads everything, and passes', async () => {
  const documented = 'understudy_guard_documented'
  const page = readFileSync(new URL('../../../../docs/safety.md', import.meta.url), 'utf8')
  const [, grants = ''] = /```sql\n(create role[\s\S]*?)```/.exec(page) ?? []
  expect(grants).toContain('create role understudy_reader login')
  const name = new URL(url).pathname.slice(1)
  await owner.execute(`drop role if exists ${documented}`)
  await owner.execute(grants.replaceAll('understudy_reader', documented).replace('database app', `database "${name}"`))
  try {
    await using source = await openGuardedSource(url.replace('postgres@', `${documented}@`))
    expect(source.checks.map(({ outcome }) => outcome)).toEqual(Array(4).fill('passed'))
    expect(
      await source.session((session) => session.query('select count(*) from public.people, pg_catalog.pg_sequences')),
    ).toEqual([{ count: 2500 }])
  } finally {
    await owner.execute(`drop owned by ${documented}; drop role ${documented}`)
  }
})

test('rows that a policy hides are never taken for all rows', async () => {
  await owner.execute(
    'alter table people enable row level security; create policy part on people for select using (id < 10)',
  )
  try {
    const error = await failure(openGuardedSource(readerUrl))
    expect([error.code, error.message]).toEqual(['SOURCE_UNSUITED', expect.stringContaining('public.people')])
    await using partial = await openGuardedSource(readerUrl, { partial: true })
    expect(partial.checks.at(-1)?.outcome).toBe('waived')
    const read = partial.session((session) => session.query('select count(*) from public.people'))
    expect((await failure(read)).message).toContain('row-level security')
    await owner.execute(`alter role ${reader} bypassrls`)
    await using source = await openGuardedSource(readerUrl)
    expect(await source.session((session) => session.query('select count(*) from public.people'))).toEqual([
      { count: 2500 },
    ])
  } finally {
    await owner.execute(
      `alter role ${reader} nobypassrls; drop policy if exists part on people; alter table people disable row level security`,
    )
  }
})

test('a lost connection that kept the state is told, and nothing is read of a later one', async () => {
  await using source = await openGuardedSource(readerUrl)
  await source.session((session) => session.query('select 1'))
  await owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and pid <> pg_backend_pid()`,
    [reader],
  )
  await expect.poll(() => source.isAlive()).toBe(false)
  expect((await failure(source.session((session) => session.query('select 1')))).code).toBe('CONNECTION_LOST')
})

test('after its end a source serves nobody, and ending it twice is as once', async () => {
  const source = await openGuardedSource(readerUrl)
  const slow = source.session((session) =>
    session.query('select count(*) from public.people a, public.people b where a.id < 100'),
  )
  await Promise.all([source.close(), source.close()])
  expect(await slow).toHaveLength(1)
  expect((await failure(source.session((session) => session.query('select 1')))).code).toBe('CONNECTION_CLOSED')
  expect(source.isAlive()).toBe(false)
  const left = await owner.query('select 1 from pg_stat_activity where usename = $1', [reader])
  await expect
    .poll(async () => (await owner.query('select 1 from pg_stat_activity where usename = $1', [reader])).length)
    .toBe(0)
  expect(left.length).toBeLessThanOrEqual(2)
})

test('a cancelled session ends, and the next one reads the same state', async () => {
  await using source = await openGuardedSource(readerUrl)
  const stop = new AbortController()
  const slow = source.session(
    (session) => session.query('select count(*) from public.people a, public.people b, public.people c'),
    { signal: stop.signal },
  )
  const runs = `select 1 from pg_stat_activity where usename = $1 and state = 'active' and query like '%c'`
  await expect.poll(() => owner.query(runs, [reader])).toHaveLength(1)
  stop.abort()
  expect((await failure(slow)).code).toBe('CANCELLED')
  expect(await source.session((session) => session.query('select count(*) from public.people'))).toEqual([
    { count: 2500 },
  ])
})

test('a password stands in no name and no error', async () => {
  const secret = readerUrl.replace(`${reader}@`, `${reader}:hidden@`)
  await using source = await openGuardedSource(secret)
  expect(source.name).not.toContain('hidden')
  const error = await failure(openGuardedSource(secret.replace(/\/[^/]*$/, '/not_there')))
  expect([error.code, JSON.stringify(error)]).toEqual(['CONNECTION_FAILED', expect.not.stringContaining('hidden')])
})

async function bytesOf(session: Session, statement: string): Promise<number> {
  let bytes = 0
  for await (const chunk of session.copy?.out(statement) ?? []) bytes += chunk.length
  return bytes
}
