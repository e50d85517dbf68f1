import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { UnderstudyError } from '../../errors.ts'
import { DatabaseTestClient } from './database-test-client.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-client-life-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())

describe('a client begins', () => {
  test('with every mistake of its configuration in one error', () => {
    const wrong = {
      databaseUrl: '',
      connectionPoolSize: 0,
      queryTimeout: -1,
      isolationLevel: 'snapshot' as 'serializable',
    }
    const make = () => new DatabaseTestClient(wrong)
    expect(make).toThrow(UnderstudyError)
    for (const name of Object.keys(wrong)) expect(make).toThrow(new RegExp(name))
  })

  test('with the defaults that are promised, and levels in any writing', () => {
    const { config } = new DatabaseTestClient({ databaseUrl: 'sqlite:' })
    expect(config).toMatchObject({
      testType: 'integration',
      testSchema: 'test',
      isolationLevel: 'read committed',
      connectionPoolSize: 10,
      cleanupAfterTest: true,
    })
    const given = { databaseUrl: 'sqlite:', isolationLevel: 'REPEATABLE_READ' as 'repeatable read' }
    expect(new DatabaseTestClient(given).config.isolationLevel).toBe('repeatable read')
  })

  test('never on production, and nothing is made there', async () => {
    const databaseUrl = `sqlite:${join(folder, 'production.db')}`
    vi.stubEnv('UNDERSTUDY_PRODUCTION_URLS', databaseUrl)
    expect((await failure(DatabaseTestClient.open({ databaseUrl }))).code).toBe('PRODUCTION_REFUSED')
    await using client = new DatabaseTestClient({ databaseUrl })
    expect((await failure(client.query('select 1'))).code).toBe('PRODUCTION_REFUSED')
    expect((await failure(client.openSession())).code).toBe('PRODUCTION_REFUSED')
  })

  test('once for all who ask at the same time, and again after it failed', async () => {
    const later = join(folder, 'later')
    await using client = new DatabaseTestClient({ databaseUrl: `sqlite:${join(later, 'a.db')}` })
    expect((await failure(client.query('select 1'))).code).toBe('CONNECTION_FAILED')
    await mkdir(later)
    const [one, two] = await Promise.all([client.query('select 1 as n'), client.query('select 2 as n')])
    expect([...one, ...two]).toEqual([{ n: 1 }, { n: 2 }])
  })

  test('not where no server is: the error says so, and no password', async () => {
    const error = await failure(DatabaseTestClient.open({ databaseUrl: 'postgres://me:hush@127.0.0.1:1/none' }))
    expect(error.code).toBe('CONNECTION_FAILED')
    expect(JSON.stringify(error) + error.stack).not.toContain('hush')
  })
})

describe('tables for tests', () => {
  test('are gone with their client, and the schema with the last who used it', async () => {
    const databaseUrl = await testDatabase('test_tables')
    const [first, second] = [new DatabaseTestClient({ databaseUrl }), new DatabaseTestClient({ databaseUrl })]
    const made = await Promise.all([first.createTable('accounts', 'id int'), second.createTable('accounts', 'id int')])
    expect(made.map(({ schema }) => schema)).toEqual(['test', 'test'])
    expect(made[0]?.name).not.toBe(made[1]?.name)
    const left = "select relname as name from pg_class where relnamespace = to_regnamespace('test')"
    await first.close()
    expect(await second.query(left)).toEqual([{ name: made[1]?.name }])
    await second.close()
    await using looking = new DatabaseTestClient({ databaseUrl })
    expect(await looking.query("select to_regnamespace('test') as schema")).toEqual([{ schema: null }])
  })

  test('leave a schema that was there before, and stay where they are to stay', async () => {
    const databaseUrl = await testDatabase('test_tables')
    {
      await using client = new DatabaseTestClient({ databaseUrl, testSchema: 'mine' })
      await client.execute('create schema mine')
      const parent = await client.createTable('parent', 'id int primary key')
      await client.createTable('child', `id int references mine."${parent.name}"`)
    }
    await using kept = new DatabaseTestClient({ databaseUrl, testSchema: 'mine', cleanupAfterTest: false })
    const table = await kept.createTable('kept', 'id int')
    await kept.close()
    await using looking = new DatabaseTestClient({ databaseUrl })
    const there = "select relname as name from pg_class where relnamespace = to_regnamespace('mine') and relkind = 'r'"
    expect(await looking.query(there)).toEqual([{ name: table.name }])
  })
})

test('a client that is closed waits for what is running', async () => {
  const client = new DatabaseTestClient({ databaseUrl: `sqlite:${join(folder, 'running.db')}` })
  await client.execute('create table t (id integer)')
  const running = client.transaction(async (transaction) => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    await transaction.query('insert into t values (1)')
  })
  let isDone = false
  const done = running.then(() => {
    isDone = true
  })
  await client.query('select 1')
  await client.close()
  expect(isDone).toBe(true)
  await done
  await using again = new DatabaseTestClient({ databaseUrl: client.config.databaseUrl })
  expect(await again.query('select id from t')).toEqual([{ id: 1 }])
})
