import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf } from '../../../../../test/full.ts'
import { failure } from '../../../test/failure.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import { connectionCases } from './cases/connection-cases.ts'
import type { ErrorCase } from './cases/error-case.ts'
import { errorCases } from './cases/error-cases.ts'
import { statementCases } from './cases/statement-cases.ts'
import { DatabaseErrorTester } from './database-error-tester.ts'
import { errorClasses } from './error-class.ts'
import { errorCaseResults } from './error-results.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-errors-test-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const engines: [string, () => Promise<string>][] = [
  ['postgres', () => testDatabase('errors')],
  ['sqlite', async () => `sqlite:${join(folder, 'errors.db')}`],
  ['pglite', async () => 'pglite:'],
]

test('at least 40 errors are built in, and mean the same on both kinds of engine', () => {
  expect(new Set(errorCases.map(({ name }) => name)).size).toBe(errorCases.length)
  const onBoth = errorCases.flatMap(({ postgres, sqlite }) =>
    'absent' in postgres || 'absent' in sqlite ? [] : [[postgres.expected, sqlite.expected]],
  )
  expect(onBoth.length).toBeGreaterThanOrEqual(40)
  expect(onBoth.filter(([one, other]) => one !== other)).toEqual([])
})

test('every class that needs no trouble with a connection is provoked by a case', () => {
  const expected = new Set(
    errorCases.flatMap(({ postgres, sqlite }) =>
      [postgres, sqlite].map((one) => ('absent' in one ? undefined : one.expected)),
    ),
  )
  const others = ['connection_lost', 'pool_exhausted', 'statement_timeout', 'unknown']
  expect(errorClasses.filter((one) => !expected.has(one)).sort()).toEqual(others)
})

describe.each(firstOf(2, engines))('%s', (engine, url) => {
  test('says every built-in error by the class that is expected, and nothing of it stays', async () => {
    await using client = await DatabaseTestClient.open({ databaseUrl: await url() })
    const tester = new DatabaseErrorTester(client)
    const { results, ...counts } = await tester.provokeErrors()
    // An older server has fewer ways to fail.
    const isNewer = (reason: string | null) => reason?.startsWith('Postgres has it since') ?? false
    const wrong = results.filter(
      ({ status, reason }) => status === 'failed' || (status === 'skipped' && !isNewer(reason)),
    )
    expect(wrong).toEqual([])
    expect(counts).toMatchObject({ engine, totalTests: errorCases.length, failedTests: 0 })
    expect(counts.passedTests).toBeGreaterThanOrEqual(engine === 'sqlite' ? 45 : 60)
    expect(results.filter(({ status, reason }) => status === 'absent' && !reason)).toEqual([])
    expect(await remains(client)).toEqual([])

    const [refused, accepted, hopeless] = (await tester.provokeErrors(ownCases)).results
    expect(refused).toMatchObject({ status: 'failed', reason: expect.stringContaining('instead of deadlock') })
    expect(accepted).toMatchObject({ status: 'failed', reason: 'nothing failed', actual: null })
    expect(hopeless).toMatchObject({ status: 'skipped', reason: expect.stringContaining('brought about') })
    const asResults = errorCaseResults({ results: [...results, ...(refused ? [refused] : [])] })
    const statuses = results.map(({ status }) => (status === 'absent' ? 'skipped' : status))
    expect(asResults.map(({ status }) => status)).toEqual([...statuses, 'failed'])
    expect(asResults.filter(({ status, errorMessage }) => (status === 'passed') !== (errorMessage === null))).toEqual(
      [],
    )
    expect(await remains(client)).toEqual([])
  })
})

describe('a role that may do little', () => {
  test('meets what it can, and is told what it could not bring about', async () => {
    const url = new URL(await testDatabase('errors'))
    const role = url.pathname.slice(1).slice(-40)
    await using superuser = await DatabaseTestClient.open({ databaseUrl: url.href })
    await superuser.execute(
      `create role ${role} login password 'of a test'; grant all on database ${url.pathname.slice(1)} to ${role}`,
    )
    Object.assign(url, { username: role, password: 'of a test' })
    try {
      await using client = await DatabaseTestClient.open({ databaseUrl: url.href })
      const { results } = await new DatabaseErrorTester(client).provokeErrors([...connectionCases, ...statementCases])
      const others = results.filter(({ status }) => status !== 'passed' && status !== 'absent')
      expect(others).toMatchObject([
        {
          name: 'more connections than a role may have',
          status: 'skipped',
          reason: expect.stringContaining('brought about'),
        },
      ])
      expect(await remains(client)).toEqual([])
    } finally {
      await superuser.execute(`drop owned by ${role}; drop role ${role}`)
    }
  })

  test('that may make no schema is refused by that name', async () => {
    const url = new URL(await testDatabase('errors'))
    const role = url.pathname.slice(1).slice(-40)
    await using superuser = await DatabaseTestClient.open({ databaseUrl: url.href })
    await superuser.execute(`create role ${role} login password 'of a test'`)
    Object.assign(url, { username: role, password: 'of a test' })
    try {
      await using client = await DatabaseTestClient.open({ databaseUrl: url.href })
      expect((await failure(new DatabaseErrorTester(client).provokeErrors())).code).toBe('PERMISSION_DENIED')
    } finally {
      await superuser.execute(`drop role ${role}`)
    }
  })
})

test('a server that is not there is said, and no folder is left behind', async () => {
  const before = await readdir(tmpdir())
  const client = new DatabaseTestClient({ databaseUrl: 'postgres://127.0.0.1:1/none' })
  const tester = new DatabaseErrorTester(client)
  for (const work of [tester.provokeErrors(), tester.testConnectionResilience()]) {
    const error = await failure(work)
    expect([error.code, tester.classify(error).class]).toEqual(['CONNECTION_FAILED', 'connection_refused'])
  }
  await client.close()
  const mine = (name: string) => name.startsWith('understudy-errors-') && !before.includes(name)
  expect((await readdir(tmpdir())).filter(mine)).toEqual([])
})

const languages = ['de_DE.UTF-8', 'fr_FR.UTF-8', 'es_ES.UTF-8', 'ja_JP.UTF-8', 'ru_RU.UTF-8']

test('a server that speaks another language says the same', async ({ skip }) => {
  await using client = await DatabaseTestClient.open({ databaseUrl: await testDatabase('errors') })
  const language = await spoken(client)
  if (language === undefined) return skip(`The server speaks none of ${languages.join(', ')}.`)
  const { failedTests, passedTests } = await new DatabaseErrorTester(client).provokeErrors(errorCases, { language })
  expect([failedTests, passedTests > 60]).toEqual([0, true])
})

test('a language that the server does not have is said', async () => {
  await using client = await DatabaseTestClient.open({ databaseUrl: await testDatabase('errors') })
  const error = await failure(new DatabaseErrorTester(client).provokeErrors(errorCases, { language: "x'x" }))
  expect([error.code, error.message]).toEqual(['TEST_CONFIG_INVALID', expect.stringContaining("x'x")])
})

/** A language in which this server really says something else. */
async function spoken(client: DatabaseTestClient): Promise<string | undefined> {
  for (const language of languages) {
    await using held = await client.getConnection()
    const said = async () => (await failure(held.session.query('select * from no_such_table'))).message
    const before = await said()
    const isThere = await held.session.execute(`set lc_messages = '${language}'`).then(
      () => true,
      () => false,
    )
    if (isThere && (await said()) !== before) return language
  }
  return undefined
}

const own = (name: string, steps: [string, ...string[]]): ErrorCase => {
  const provocation = { steps, expected: 'deadlock' } as const
  return { name, postgres: provocation, sqlite: provocation }
}
const ownCases = [own('another', ['selec 1']), own('none', ['select 1']), own('early', ['selec 1', 'select 1'])]

async function remains(client: DatabaseTestClient): Promise<unknown[]> {
  if (client.engine === 'sqlite') return await client.query('select name from sqlite_schema')
  return await client.query(`select nspname from pg_namespace where nspname like 'understudy_errors%'
    union all select rolname from pg_roles where rolname like 'understudy_errors%'`)
}
