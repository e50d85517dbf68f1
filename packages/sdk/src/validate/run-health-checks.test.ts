import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { connect } from '../database/connect.ts'
import { monitorHealth } from './monitor.ts'
import { runHealthChecks } from './run-health-checks.ts'

const notPassed = (report: Awaited<ReturnType<typeof runHealthChecks>>) =>
  report.checks.filter(({ outcome }) => outcome !== 'passed').map(({ name, outcome }) => `${outcome}: ${name}`)

test('a Postgres that is well is healthy; an index that is not valid makes it unhealthy', async () => {
  const databaseUrl = await testDatabase('health')
  await using database = await connect(databaseUrl)
  await database.execute('create table t (id integer primary key, a integer)')
  expect(notPassed(await runHealthChecks({ name: 'test', databaseUrl }, { slow: 60_000 }))).toEqual([])
  await database.execute(`alter table t add constraint positive check (a > 0) not valid;
    update pg_catalog.pg_index set indisvalid = false where indexrelid = 't_pkey'::regclass`)
  const report = await runHealthChecks({ name: 'test', databaseUrl }, { slow: 60_000 })
  expect(report.status).toBe('unhealthy')
  expect(notPassed(report)).toEqual(['failed: no index is invalid', 'warned: no constraint is unproven'])
})

test('a file whose rows refer to nothing is unhealthy', async () => {
  const databaseUrl = `sqlite:${join(await mkdtemp(join(tmpdir(), 'understudy-health-')), 'a.db')}`
  await using database = await connect(databaseUrl)
  await database.execute('create table p (id integer primary key); create table c (p integer references p)')
  expect((await runHealthChecks({ name: 'test', databaseUrl }, { slow: 60_000 })).status).toBe('healthy')
  await database.execute('pragma foreign_keys = off; insert into c values (7)')
  expect(notPassed(await runHealthChecks({ name: 'test', databaseUrl }, { slow: 60_000 }))).toEqual([
    'failed: no row refers to nothing',
  ])
})

test('an environment that does not answer is reported, without its secret', async () => {
  const report = await runHealthChecks({ name: 'gone', databaseUrl: 'postgres://me:hidden@127.0.0.1:1/shop' })
  expect(report.status).toBe('unhealthy')
  expect(JSON.stringify(report)).not.toContain('hidden')
})

test('a watch alerts when the status changes, once, and ends when it is told to', async () => {
  const databaseUrl = `sqlite:${join(await mkdtemp(join(tmpdir(), 'understudy-health-')), 'a.db')}`
  await using database = await connect(databaseUrl)
  await database.execute(
    'create table p (id integer primary key); create table c (p integer references p); pragma foreign_keys = off',
  )
  const stop = new AbortController()
  const alerts: string[] = []
  let looks = 0
  await monitorHealth(
    { name: 'test', databaseUrl },
    {
      every: 1,
      signal: stop.signal,
      onReport() {
        looks++
        if (looks === 2) void database.execute('insert into c values (7)')
        if (looks === 6) void database.execute('delete from c')
        if (looks >= 10 && alerts.length === 2) stop.abort()
      },
      onAlert: ({ status }, before) => alerts.push(`${before} → ${status}`),
    },
  )
  expect(alerts).toEqual(['healthy → unhealthy', 'unhealthy → healthy'])
})
