import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DatabaseContextManager } from '../../context/database-context-manager.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import { databaseTestkit } from '../fixture/database-testkit.ts'
import { assertDatabase } from './assert-database.ts'
import { databaseChecks } from './database-checks.ts'
import { type DatabaseMatchers, databaseMatchers } from './database-matchers.ts'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> extends DatabaseMatchers {}
}
expect.extend(databaseMatchers)

const folder = await mkdtemp(join(tmpdir(), 'understudy-matchers-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let client: DatabaseTestClient
beforeAll(async () => {
  client = await DatabaseTestClient.open({ databaseUrl: `sqlite:${join(folder, 'shop.db')}` })
  await client.execute(`create table stock (id integer primary key, quantity integer not null check (quantity >= 0));
    create table loose (id integer primary key, price integer check (price > 0 or 1 = 1))`)
})
afterAll(() => client.close())

const quick = { runs: 2, parts: ['bulk'], bulk: { rows: 20 } } as const

test('every tester is a matcher', async () => {
  await expect(client).toHandleRows('stock')
  await expect(client).toEnforceConstraints({ tables: ['stock'] })
  await expect(client).toRefuseRows('stock', [
    { name: 'less than nothing', data: { id: 1, quantity: -1 }, expectedError: 'check_violation' },
  ])
  await expect(client).toKeepIsolation('serializable')
  await expect(client).toResolveDeadlocks()
  await expect(client).toTellErrors()
  await expect(client).toSurviveTroubles(['connection_pool_exhaustion'])
  await expect(client).toKeepWithin({ maxBulkOperationTime: 60_000 }, quick)
  await writeFile(join(folder, '1_a.up.sql'), 'create table a (id integer primary key);')
  await writeFile(join(folder, '1_a.down.sql'), 'drop table a;')
  await expect(client).toMigrate(folder)
  await expect(client).not.toEnforceConstraints({ tables: ['loose'] })
  await expect(expect(client).toFindVectors()).rejects.toThrow('SQLite has no vectors')
  await expect(expect(client).toCommitInTwoPhases()).rejects.toThrow('cannot prepare')
  const { toHavePassedTests, ...ofClients } = databaseMatchers
  expect(Object.keys(ofClients)).toEqual(Object.keys(databaseChecks))
  expect(Object.keys(assertDatabase(client))).toEqual(Object.keys(databaseChecks))
})

test('one that fails says what did not pass, and why; what tested nothing has not passed', async () => {
  const loose = /loose: .*price.* is always true/s
  await expect(expect(client).toEnforceConstraints({ tables: ['loose'] })).rejects.toThrow(loose)
  await expect(assertDatabase(client).toEnforceConstraints({ tables: ['loose'] })).rejects.toThrow(loose)
  await expect(expect(client).not.toHandleRows('stock')).rejects.toThrow(/passed {2}stock: create/)
  await expect(expect(client).toEnforceConstraints({ tables: [] })).rejects.toThrow('nothing was tested')
  await expect(expect(client).toEnforceConstraints({ tables: ['none'] })).rejects.toThrow('There is no table none here')
  await assertDatabase(client).toKeepIsolation('serializable')
  expect([]).not.toHavePassedTests()
})

test('as test data, the testers work on the database of the test alone, and end with it', async () => {
  const manager = new DatabaseContextManager()
  const database = {
    url: client.config.databaseUrl,
    prepare: { key: 'none', run: async () => {} },
  }
  const context = await manager.setupContext('database', { database, data: { kit: databaseTestkit() } })
  const { client: own, transactions, errors } = await context.testData.get('kit')
  await expect(own).toHandleRows('stock')
  await own.query('insert into stock values (1, 5)')
  expect((await transactions.testDeadlockDetection()).passed).toBe(true)
  expect(errors.classify(new Error('x')).class).toBe('unknown')
  expect((await context.cleanup('passed')).failures).toEqual([])
  await expect(own.query('select 1')).rejects.toThrow('closed')
  expect(await client.query('select * from stock')).toEqual([])
  await manager.close()
})
