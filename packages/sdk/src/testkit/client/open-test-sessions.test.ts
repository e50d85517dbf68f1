import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
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
