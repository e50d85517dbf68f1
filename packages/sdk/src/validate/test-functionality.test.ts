import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { failure } from '../../test/failure.ts'
import { connect } from '../database/connect.ts'
import type { HttpProbe, Probe, SqlProbe } from './probe.ts'
import { auditSuite, authSuite, crudSuite, notificationSuite } from './ready-suites.ts'
import { type FunctionalityOptions, testFunctionality } from './test-functionality.ts'

const script = {
  postgres: `
    create table customers (id integer primary key, email text not null unique, name text check (length(name) > 1));
    create table orders (id integer primary key, customer_id integer not null references customers, total numeric(8, 2) not null);
    create table audit (id bigint generated always as identity primary key, what text);
    create table outbox (id bigint generated always as identity primary key, message text);
    create function note() returns trigger language plpgsql as $$ begin
      insert into audit (what) values (tg_op); insert into outbox (message) values ('order'); return new; end $$;
    create trigger noted after update on orders for each row execute function note();
    insert into customers values (1, 'ada@example.com', 'Ada'); insert into orders values (1, 1, 9.5)`,
  sqlite: `
    create table customers (id integer primary key, email text not null unique, name text check (length(name) > 1));
    create table orders (id integer primary key, customer_id integer not null references customers, total numeric not null);
    create table audit (id integer primary key, what text);
    create table outbox (id integer primary key, message text);
    create trigger noted after update on orders begin
      insert into audit (what) values ('UPDATE'); insert into outbox (message) values ('order'); end;
    insert into customers values (1, 'ada@example.com', 'Ada'); insert into orders values (1, 1, 9.5)`,
}

const change = 'update orders set total = 10 where id = 1'
const working = [
  crudSuite(['customers', 'orders']),
  auditSuite({ change, traces: "select count(*) as traces from audit where what = 'UPDATE'" }),
  notificationSuite({ change, outbox: 'select message from outbox' }),
]

async function prepared(engine: 'postgres' | 'sqlite'): Promise<string> {
  const url =
    engine === 'postgres'
      ? await testDatabase('functionality')
      : `sqlite:${join(await mkdtemp(join(tmpdir(), 'understudy-functionality-')), 'app.db')}`
  await using database = await connect(url)
  await database.execute(script[engine])
  return url
}

describe.each(['postgres', 'sqlite'] as const)('%s', (engine) => {
  let url: string
  beforeAll(async () => {
    url = await prepared(engine)
  })

  const run = (probes: readonly Probe[], options: FunctionalityOptions & { readOnly?: boolean } = {}) =>
    testFunctionality(
      { name: 'app', databaseUrl: url, secrets: {}, isReadOnly: options.readOnly ?? false },
      [{ name: 'own', probes }],
      options,
    )
  const sql = (query: string, expect: SqlProbe['expect'], more: Partial<SqlProbe> = {}): SqlProbe => ({
    kind: 'sql',
    name: query,
    query,
    expect,
    ...more,
  })
  const rows = async () => {
    await using database = await connect(url)
    const counts = ['customers', 'orders', 'audit', 'outbox'].map((table) => `(select count(*) from ${table})`)
    return await database.query(`select ${counts.join(', ')}`)
  }

  test('what works is found to work by the ready suites, and nothing of it stays', async () => {
    const before = await rows()
    const results = await testFunctionality({ name: 'app', databaseUrl: url, secrets: {}, isReadOnly: false }, working)
    expect(results.map(({ suite, outcome }) => [suite, outcome])).toEqual([
      ['crud', 'passed'],
      ['crud', 'passed'],
      ['audit', 'passed'],
      ['notifications', 'passed'],
    ])
    expect(await rows()).toEqual(before)
  })

  test('a change that leaves no trace is found', async () => {
    const [audit] = await run(auditSuite({ change: 'select 1', traces: 'select count(*) as traces from audit' }).probes)
    expect(audit).toMatchObject({ outcome: 'failed', message: 'column traces is 0, less than 1' })
  })

  test('a table that takes no row, has no key, or is not there is found', async () => {
    {
      await using database = await connect(url)
      await database.execute(
        'create table keyless (a integer); create table closed (id integer primary key check (id < id))',
      )
    }
    const results = await run(crudSuite(['keyless', 'closed', 'nowhere']).probes)
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed'])
    expect(results[0]?.message).toContain('no primary key')
    expect(results[2]?.message).toContain('no table nowhere')
  })

  test('answers are held against what is expected, and no value is shown', async () => {
    const results = await run([
      sql('select email, name from customers', { rows: 1, first: { name: 'Ada', email: { matches: '^ada@' } } }),
      sql('select email from customers', { first: { email: 'bob@example.com' } }),
      sql('select count(*) as n from orders', { first: { n: { atLeast: 2 } } }),
      sql('select * from nowhere', { rows: 0 }),
      sql("insert into customers values (2, 'ada@example.com', 'Ada')", { refused: true }),
      sql("insert into customers values (2, 'b@example.com', 'Bo')", { refused: true }),
    ])
    expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'failed', 'failed', 'passed', 'failed'])
    expect(results.map(({ message }) => message).join()).not.toContain('ada@')
    expect(results[2]?.message).toBe('column n is 1, less than 2')
  })

  test('a read-only environment is asked, and never changed', async () => {
    const before = await rows()
    const results = await run(
      [
        { kind: 'crud', name: 'a', table: 'customers' },
        sql('select 1 as one', { first: { one: 1 } }),
        sql('select 1 as one', { rows: 1 }, { setup: [change] }),
        sql(`commit; delete from orders; select 1 as one`, { rows: 1 }),
        sql('select email from customers', { rows: 1 }),
      ],
      { readOnly: true },
    )
    expect(results.map(({ outcome }) => outcome)).toEqual(['skipped', 'passed', 'failed', 'failed', 'passed'])
    expect(await rows()).toEqual(before)
  })

  test('who cancels gets no more answers', async () => {
    const stop = new AbortController()
    const asked = run([sql('select 1 as one', { rows: 1 }), sql('select 2 as two', { rows: 1 })], {
      signal: stop.signal,
      onResult: () => stop.abort(),
    })
    expect((await failure(asked)).code).toBe('CANCELLED')
  })
})

test('a database that does not answer fails its probes, and no others', async () => {
  const results = await testFunctionality(
    { name: 'app', databaseUrl: 'postgres://nobody@127.0.0.1:1/none', secrets: {}, isReadOnly: false },
    [
      {
        name: 'own',
        probes: [
          { kind: 'sql', name: 'q', query: 'select 1', expect: {} },
          { kind: 'http', name: 'h', url: '/', expect: { status: 200 } },
        ],
      },
    ],
  )
  expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
  expect(results[1]?.message).toContain('no base URL')
})

describe('over HTTP', () => {
  let server: Server
  let baseUrl: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        if (request.url === '/slow') return
        if (request.url === '/login') {
          const right = body !== '' && JSON.parse(body).password === 'right'
          response.writeHead(right ? 200 : 401, { 'content-type': 'application/json' })
          response.end(JSON.stringify(right ? { session: { token: 'abc' } } : { error: 'no' }))
        } else {
          response.writeHead(request.headers.authorization === 'Bearer abc' ? 200 : 403, { 'x-app': 'shop' })
          response.end('hello')
        }
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const login = { url: '/login', body: { user: 'ada', password: '{{password}}' } }
  const suite = authSuite({ login, wrong: { body: { password: 'wrong' } }, token: '/session/token', protected: '/me' })
  const ask = (probes: readonly Probe[], secrets: Record<string, string> = {}) =>
    testFunctionality(
      { name: 'app', databaseUrl: 'sqlite:', secrets: { baseUrl, password: 'right', ...secrets }, isReadOnly: false },
      [{ name: 'auth', probes }],
    )

  test('signing in, being refused and being let in are seen', async () => {
    expect((await ask(suite.probes)).map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed', 'passed'])
  })

  test('an application that lets nobody in, or everybody, is found', async () => {
    const results = await ask(suite.probes, { password: 'forgotten' })
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'passed', 'passed', 'failed'])
    expect(results[3]?.message).toBe('nothing was saved as token')
    const open: HttpProbe = {
      kind: 'http',
      name: 'open',
      url: '/login',
      method: 'POST',
      body: { password: 'right' },
      expect: { status: 401 },
    }
    expect((await ask([open]))[0]?.message).toBe('the status is 200 that was not expected')
  })

  test('headers, body and time are held against what is expected', async () => {
    const results = await ask([
      {
        kind: 'http',
        name: 'header',
        url: '/me',
        expect: { headers: { 'x-app': 'shop' }, body: { matches: '^hello$' } },
      },
      { kind: 'http', name: 'json', url: '/me', expect: { json: { '/name': { exists: true } } } },
      { kind: 'http', name: 'slow', url: '/slow', within: 100, expect: { status: 200 } },
    ])
    expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'failed', 'failed'])
    expect(results[2]?.message).toBe('no answer in 100 ms')
  })
})
