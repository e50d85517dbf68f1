import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { startPostgres } from '../../../../../../test/postgres.ts'
import { failure } from '../../../../test/failure.ts'
import { connect } from '../../../database/connect.ts'
import { DatabaseTestClient } from '../../client/database-test-client.ts'
import { DatabaseErrorTester } from '../database-error-tester.ts'
import { resilienceResults } from '../error-results.ts'
import { type ResilienceScenario, resilienceScenarios } from './scenario.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-resilience-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const told: Readonly<Record<ResilienceScenario, unknown>> = {
  connection_timeout: 'connection_refused',
  connection_refused: 'connection_refused',
  connection_pool_exhaustion: 'pool_exhausted',
  network_delay: undefined,
  network_interruption: 'connection_lost',
  interrupted_answer: 'connection_lost',
  lost_commit: 'outcome_unknown',
  statement_timeout: 'statement_timeout',
  lock_timeout: 'lock_timeout',
  idle_in_transaction: 'idle_killed',
  administrator_shutdown: 'server_shutdown',
  server_restart: undefined,
}

describe('on Postgres', () => {
  test('every trouble is told as what it is and is over when its cause is, and nothing of it stays', async () => {
    await using client = await DatabaseTestClient.open({ databaseUrl: await testDatabase('resilience') })
    const results = await new DatabaseErrorTester(client).testConnectionResilience()
    expect(Object.keys(results)).toEqual([...resilienceScenarios])
    for (const name of resilienceScenarios) {
      const result = results[name]
      if (name === 'server_restart') {
        expect(result).toMatchObject({
          success: false,
          skipped: expect.stringContaining('restart'),
          recoveryTime: null,
        })
        continue
      }
      expect([name, result]).toMatchObject([name, { success: true, skipped: null, error: null }])
      expect([name, result?.classified?.class]).toEqual([name, told[name]])
      expect(result?.recoveryTime).toBeGreaterThan(0)
    }
    const restart = resilienceResults(results).at(-1)
    expect(resilienceResults(results)).toHaveLength(resilienceScenarios.length)
    expect([restart?.testName, restart?.status]).toEqual(['resilience: server restart', 'skipped'])
    const left = "select relname from pg_class where relname like 'resilience%'"
    expect(await client.query(left)).toEqual([])
  })

  test('a server of its own that is restarted is lost and found again', async () => {
    await using stack = new AsyncDisposableStack()
    const server = await startPostgres(undefined, { own: true })
    stack.defer(() => server.stop())
    // The server of tests says COMMIT before it has written, and would lose the end of it.
    const databaseUrl = `${server.url}?options=${encodeURIComponent('-c synchronous_commit=on')}`
    await using client = await DatabaseTestClient.open({ databaseUrl })
    // A backend that is killed makes the server end all others and start again.
    const restart = async () => {
      await using session = await client.openSession()
      process.kill(session.pid ?? 0, 'SIGKILL')
    }
    const { server_restart: result } = await new DatabaseErrorTester(client).testConnectionResilience(
      ['server_restart'],
      { restart },
    )
    expect(result).toMatchObject({ success: true, skipped: null, error: null })
    expect(['server_shutdown', 'connection_lost']).toContain(result?.classified?.class)
    expect(result?.recoveryTime).toBeGreaterThan(0)
  })

  test('who may not be restarted, and what is no scenario, are said', async () => {
    await using client = new DatabaseTestClient({ databaseUrl: await testDatabase('resilience') })
    const tester = new DatabaseErrorTester(client)
    const wrong = 'earthquake' as 'lost_commit'
    const error = await failure(tester.testConnectionResilience([wrong]))
    expect([error.code, error.message]).toEqual(['TEST_CONFIG_INVALID', expect.stringContaining('earthquake')])
  })
})

test('on SQLite what needs a server is skipped with its reason, and the rest is tried', async () => {
  const databaseUrl = `sqlite:${join(folder, 'resilience.db')}`
  await using client = await DatabaseTestClient.open({ databaseUrl })
  const results = await new DatabaseErrorTester(client).testConnectionResilience()
  const tried = resilienceScenarios.filter((name) => results[name]?.skipped === null)
  expect(tried).toEqual(['connection_pool_exhaustion', 'lock_timeout'])
  expect(tried.map((name) => [results[name]?.success, results[name]?.classified?.class])).toEqual([
    [true, 'pool_exhausted'],
    [true, 'lock_timeout'],
  ])
  await using database = await connect(databaseUrl)
  expect(await database.query('select name from sqlite_schema')).toEqual([])
})
