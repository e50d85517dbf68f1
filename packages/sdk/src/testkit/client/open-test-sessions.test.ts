import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { connect } from '../../database/connect.ts'
import { openTestSessions } from './open-test-sessions.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-sessions-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('sessions of Postgres are connections of their own, each with its transaction', async () => {
  await using sessions = await openTestSessions(await testDatabase('sessions'))
  await sessions.database.execute('create table t (id int primary key, v int); insert into t values (1, 10)')
  const a = await sessions.open()
  const b = await sessions.open()
  expect(a.pid).not.toBe(b.pid)
  await a.session.execute('begin; update t set v = 11')
  expect(await b.session.query('select v from t')).toEqual([{ v: 10 }])
  await a.session.execute('commit')
  expect(await b.session.query('select v from t')).toEqual([{ v: 11 }])
})

test('a session that waits for a lock can be closed, and what it and others had begun is undone by then', async () => {
  await using sessions = await openTestSessions(await testDatabase('sessions'))
  await sessions.database.execute('create table t (id int primary key, v int); insert into t values (1, 10)')
  const a = await sessions.open()
  const b = await sessions.open()
  await a.session.execute('begin; update t set v = 11')
  const waiting = failure(b.session.query('update t set v = 12'))
  await b.close()
  expect((await waiting).code).toBe('CANCELLED')
  await a.close()
  await a.close()
  // nowait fails while anybody holds the row
  expect(await sessions.database.query('select v from t for update nowait')).toEqual([{ v: 10 }])
  expect((await failure(a.session.query('select 1'))).code).toMatch(/CANCELLED|CONNECTION_CLOSED/)
})

test('what a session had locked is free once it is closed, also where the server hears late that it is gone', async () => {
  const url = await testDatabase('sessions')
  await using database = await connect(url)
  await database.execute('create table t (id int primary key)')
  await using way = await wayThatKeepsConnections(url)
  await using sessions = await openTestSessions(way.url)
  const { session, close } = await sessions.open()
  await session.execute('begin; lock table t in access exclusive mode')
  await close()
  await database.execute('begin; lock table t in access exclusive mode nowait; commit')
})

/** A way to a server on which nobody is heard to leave: neither the last message of a client, nor its end. */
async function wayThatKeepsConnections(url: string): Promise<{ url: string } & AsyncDisposable> {
  const { hostname, port } = new URL(url)
  const kept = new Set<Socket>()
  const goodbye = Buffer.from([0x58, 0, 0, 0, 4])
  const server = createServer((incoming) => {
    const outgoing = createConnection(Number(port), hostname)
    kept.add(outgoing).add(incoming)
    incoming.on('data', (chunk) => chunk.equals(goodbye) || outgoing.write(chunk)).on('error', () => {})
    outgoing.on('data', (chunk) => incoming.write(chunk)).on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const through = new URL(url)
  if (address !== null && typeof address === 'object') through.port = String(address.port)
  return {
    url: through.href,
    async [Symbol.asyncDispose]() {
      for (const socket of kept) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

test('a server ends a statement that takes longer than it may', async () => {
  await using sessions = await openTestSessions(await testDatabase('sessions'), { statementTimeout: 50 })
  const { session } = await sessions.open()
  expect((await failure(session.query('select pg_sleep(30)'))).details.sqlstate).toBe('57014')
})

test('sessions of SQLite are connections to the same file, and none makes the process wait for a lock', async () => {
  const url = `sqlite:${join(folder, 'a.db')}`
  await using sessions = await openTestSessions(url)
  await sessions.database.execute('create table t (id integer primary key, v int); insert into t values (1, 10)')
  const a = await sessions.open()
  const b = await sessions.open()
  await a.session.execute('begin immediate; update t set v = 11')
  expect((await failure(b.session.query('update t set v = 12'))).details.sqliteCode).toBe('SQLITE_BUSY')
  await a.close()
  await b.session.query('update t set v = v + 1')
  expect(await sessions.database.query('select v from t')).toEqual([{ v: 11 }])
})

test('what has one connection gives one session at a time', async () => {
  for (const url of ['sqlite:']) {
    await using sessions = await openTestSessions(url)
    const a = await sessions.open()
    await a.session.execute('create table t (id int)')
    const second = await failure(sessions.open())
    expect([second.code, second.message]).toEqual(['ISOLATION_UNSUPPORTED', expect.stringContaining('one connection')])
    await a.close()
    await using b = await sessions.open()
    expect(await b.session.query('select * from t')).toEqual([])
  }
})

test('after close nothing is opened any more, and a closed set is closed again without harm', async () => {
  const sessions = await openTestSessions(`sqlite:${join(folder, 'b.db')}`)
  await sessions.open()
  await sessions.close()
  await sessions.close()
  expect((await failure(sessions.open())).code).toBe('CONNECTION_CLOSED')
})
