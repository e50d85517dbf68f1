import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { failure } from '../../../../test/failure.ts'
import { waitsOf } from '../../../database/postgres/failure.ts'
import { DatabaseTestClient } from '../../client/database-test-client.ts'
import { detectDeadlock } from './detect-deadlock.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-deadlock-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('Postgres', async () => {
  const databaseUrl = await testDatabase('deadlock')
  const client = await DatabaseTestClient.open({ databaseUrl })
  afterAll(() => client.close())
  const table = await client.createTable('deadlock', 'id int primary key, value int')

  test('of two that wait for each other the server ends exactly one, and says who waited for whom', async () => {
    const result = await detectDeadlock(client, table)
    expect(result).toMatchObject({ passed: true, problems: [], deadlockDetected: true, resolvedBy: 'detection' })
    expect(result).toMatchObject({ codes: ['40P01'], deadlocksDetected: 1 })
    expect(result).toMatchObject({ concurrentOperations: 2, successfulOperations: 1, failedOperations: 1 })
    const [victim] = result.victims
    const survivor = victim === 'T1' ? 'T2' : 'T1'
    expect(result.waitGraph).toEqual([
      { waits: victim, for: survivor },
      { waits: survivor, for: victim },
    ])
    expect(result.resolutionTime).toBeGreaterThan(0)
  })

  test('a larger circle loses one too, and everybody else gets through', async () => {
    const result = await detectDeadlock(client, table, { participants: 4 })
    expect(result).toMatchObject({ passed: true, successfulOperations: 3, failedOperations: 1 })
    expect(result.waitGraph).toHaveLength(4)
    expect(result.waitGraph.map(({ waits }) => waits).sort()).toEqual(['T1', 'T2', 'T3', 'T4'])
    for (const [at, edge] of result.waitGraph.entries()) {
      expect(edge.for).toBe(result.waitGraph[(at + 1) % 4]?.waits)
    }
  })

  test('a role that may not say when the server looks waits until it does, and sees the same', async () => {
    const role = `understudy_deadlock_${randomBytes(4).toString('hex')}`
    await client.execute(
      `create role ${role} login password '${role}'; grant create on database ${new URL(databaseUrl).pathname.slice(1)} to ${role}`,
    )
    const url = new URL(databaseUrl)
    url.username = role
    url.password = role
    try {
      await using limited = await DatabaseTestClient.open({ databaseUrl: url.href, testSchema: 'limited' })
      const own = await limited.createTable('deadlock', 'id int primary key, value int')
      const result = await detectDeadlock(limited, own)
      expect(result).toMatchObject({ passed: true, deadlockDetected: true, codes: ['40P01'] })
      expect(result.waitGraph).toHaveLength(2)
    } finally {
      await client.execute(`drop owned by ${role}; drop role ${role}`)
    }
  })

  test('a circle of one is none', async () => {
    expect((await failure(detectDeadlock(client, table, { participants: 1 }))).code).toBe('TEST_CONFIG_INVALID')
  })
})

test('on SQLite nobody waits: the one that would close the circle is refused at once', async () => {
  for (const journal of ['wal', 'delete']) {
    await using client = await DatabaseTestClient.open({ databaseUrl: `sqlite:${join(folder, `${journal}.db`)}` })
    await client.query(`pragma journal_mode = ${journal}`)
    const table = await client.createTable('deadlock', 'id int primary key, value int')
    const result = await detectDeadlock(client, table)
    expect(result).toMatchObject({ passed: true, deadlockDetected: false, resolvedBy: 'refusal', deadlocksDetected: 0 })
    expect(result).toMatchObject({ victims: ['T2'], codes: ['SQLITE_BUSY'], successfulOperations: 1 })
  }
})

test('who waited for whom is read out of the detail in any language, and nothing else is taken for it', () => {
  const english = [
    'Process 101 waits for ShareLock on transaction 742; blocked by process 102.',
    'Process 102 waits for ShareLock on transaction 741; blocked by process 101.',
  ]
  expect(waitsOf(english.join('\n'))).toEqual([
    [101, 102],
    [102, 101],
  ])
  const german = english.map((line) =>
    line
      .replace('Process', 'Prozess')
      .replace('waits for ShareLock on transaction', 'wartet auf Share-Sperre auf Transaktion'),
  )
  expect(waitsOf(german.join('\n'))).toHaveLength(2)
  expect(waitsOf('Process 101 waits for ShareLock on transaction 742; blocked by process 103.')).toEqual([])
  expect(waitsOf('')).toEqual([])
})
