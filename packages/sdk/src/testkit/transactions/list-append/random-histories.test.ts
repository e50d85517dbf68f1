import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { DatabaseTestClient } from '../../client/database-test-client.ts'
import { type IsolationLevel, isolationLevels } from '../../database-test-config.ts'
import { randomHistories } from './random-histories.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-appends-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const definition = 'id int primary key, items text'

describe('Postgres', async () => {
  const client = await DatabaseTestClient.open({ databaseUrl: await testDatabase('appends') })
  afterAll(() => client.close())
  const table = await client.createTable('appends', definition)

  const levels: readonly (readonly [IsolationLevel, readonly string[], string])[] = [
    ['read committed', ['G-single', 'G2-item'], 'monotonic atomic view'],
    ['repeatable read', ['G2-item'], 'snapshot isolation'],
    ['serializable', [], 'serializable'],
  ]
  for (const [level, anomalies, shown] of levels) {
    test(`random transactions at ${level} show ${shown}`, async () => {
      const result = await randomHistories(client, table, level)
      expect(result.anomalies.map(({ name }) => name)).toEqual(anomalies)
      expect(result).toMatchObject({ shown, passed: true, broken: [], transactions: 100 })
    })
  }

  test('a level that is too weak is found out, and shown by the fewest transactions that it takes', async () => {
    const { passed, broken } = await randomHistories(client, table, 'repeatable read', { expected: 'serializable' })
    expect([passed, broken.map(({ name }) => name)]).toEqual([false, ['G2-item']])
    const [skew] = broken
    expect(skew?.cycle?.filter(({ kind }) => kind === 'rw').length).toBeGreaterThanOrEqual(2)
    for (const [at, { to }] of skew?.cycle?.entries() ?? []) {
      expect(to).toBe(skew?.cycle?.[(at + 1) % skew.cycle.length]?.from)
    }
  })

  test('the same seed leads to the same end', async () => {
    const options = { transactions: 40, seed: 'again' }
    for (const level of ['read committed', 'repeatable read'] as const) {
      const once = await randomHistories(client, table, level, options)
      expect(await randomHistories(client, table, level, options)).toEqual(once)
    }
  })
})

test('transactions that run as fast as they can keep what their level promises', async () => {
  await using client = await DatabaseTestClient.open({ databaseUrl: await testDatabase('freely') })
  const table = await client.createTable('appends', definition)
  for (const level of isolationLevels) {
    const result = await randomHistories(client, table, level, { freely: true, transactions: 200 })
    expect(result).toMatchObject({ passed: true, broken: [], transactions: 200 })
    expect(result.committed).toBeGreaterThan(20)
  }
})

test('SQLite keeps every order explicable, in either journal', async () => {
  for (const journal of ['wal', 'delete']) {
    await using client = await DatabaseTestClient.open({ databaseUrl: `sqlite:${join(folder, `${journal}.db`)}` })
    await client.query(`pragma journal_mode = ${journal}`)
    const table = await client.createTable('appends', definition)
    const result = await randomHistories(client, table, 'serializable', { transactions: 40 })
    expect(result).toMatchObject({ anomalies: [], shown: 'serializable', passed: true })
    expect(result.committed).toBeGreaterThan(5)
    expect(result.committed).toBeLessThan(40)
  }
})
