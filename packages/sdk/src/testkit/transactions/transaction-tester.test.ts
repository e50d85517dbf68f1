import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import { type History, t1, t2 } from './history.ts'
import { isolationResults } from './isolation-results.ts'
import type { ConcurrentOperation, OperationResult } from './operations/operation.ts'
import { TransactionTester } from './transaction-tester.ts'

describe('a tester of transactions', async () => {
  const databaseUrl = await testDatabase('tester')
  const client = await DatabaseTestClient.open({ databaseUrl, isolationLevel: 'repeatable read' })
  afterAll(() => client.close())
  const tester = new TransactionTester(client)

  test('plays its histories at the level of the client, or at one that is said in any spelling', async () => {
    expect(await tester.testTransactionIsolation()).toMatchObject({
      isolationLevel: 'repeatable read',
      shown: 'snapshot isolation',
    })
    const written: string = 'READ_COMMITTED'
    expect(await tester.testTransactionIsolation(written as 'read committed', {})).toMatchObject({
      isolationLevel: 'read committed',
      shown: 'monotonic atomic view',
    })
    expect((await failure(tester.testTransactionIsolation('chaos' as 'serializable'))).code).toBe('TEST_CONFIG_INVALID')
  })

  test('plays histories of the caller', async () => {
    const history: History = {
      name: 'double spending',
      anomaly: 'lost update',
      meaning: 'Both take 10 out of the same 10',
      steps: [
        t1.read('id = 1 for update', 'by T1'),
        t2.read('id = 1 for update', 'by T2'),
        t1.write(1, 0),
        t1.commit,
        t2.write(1, 0),
        t2.commit,
      ],
      occurred: ({ rows, committed }) => committed('T1', 'T2') && rows('by T2')?.[0]?.[1] === 10,
    }
    const result = await tester.testTransactionIsolation('read committed', { histories: [history] })
    expect(result.histories).toMatchObject([{ history: 'double spending', occurred: false, preventedBy: 'waiting' }])
  })

  test('runs operations of the caller, and counts them', async () => {
    const operations = [async () => 1, () => Promise.reject(new Error('no'))]
    const result = await tester.testTransactionIsolation('serializable', operations)
    expect(result).toMatchObject({
      isolationLevel: 'serializable',
      concurrentOperations: 2,
      totalOperations: 2,
      successfulOperations: 1,
      failedOperations: 1,
      deadlocksDetected: 0,
    })
    expect(result.averageExecutionTime).toBeGreaterThan(0)
  })

  test('runs them in every order, and asks after each', async () => {
    const add: ConcurrentOperation = async function* (transaction) {
      await transaction.query('select 1')
      yield
    }
    const options = { check: (results: readonly OperationResult[]) => results.every(({ success }) => success) }
    expect(await tester.testInterleavings('read committed', [add, add], options)).toMatchObject({
      tried: 6,
      passed: true,
    })
    const never = { check: () => false }
    const { broken, passed } = await tester.testInterleavings('read committed', [add], never)
    expect([passed, broken.map(({ message }) => message)]).toEqual([false, ['The check answered false']])
  })

  test('provokes a deadlock, and plays at random', async () => {
    expect(await tester.testDeadlockDetection()).toMatchObject({ deadlockDetected: true, passed: true })
    expect(await tester.testRandomHistories('serializable', { transactions: 20 })).toMatchObject({ passed: true })
  })

  test('each history is a result of a report, and one whose anomaly is excluded and occurred has failed', async () => {
    const result = await tester.testTransactionIsolation('repeatable read', { expected: 'serializable' })
    const results = isolationResults(result)
    expect(results).toHaveLength(14)
    expect(results.filter(({ status }) => status === 'failed').map(({ testName }) => testName)).toEqual([
      'isolation: repeatable read: G2-item',
      'isolation: repeatable read: G2, predicate',
      'isolation: repeatable read: G2, read-only',
    ])
    expect(results.find(({ testName }) => testName.endsWith('G2-item'))?.errorMessage).toBe(
      'write skew occurred, which serializable excludes: Two transactions read both rows, and each writes another one of them',
    )
    expect(results[0]).toMatchObject({ performanceData: { outcome: 'prevented by refusal', waited: ['T2 for T1'] } })
  })

  test('leaves no table behind', async () => {
    const own = await DatabaseTestClient.open({ databaseUrl, testSchema: 'left' })
    const other = new TransactionTester(own)
    await other.testDeadlockDetection()
    await other.testRandomHistories('serializable', { transactions: 5 })
    const tables = "select count(*) as count from pg_class where relnamespace = to_regnamespace('left')"
    expect((await client.query<{ count: number }>(tables))[0]?.count).toBeGreaterThan(0)
    await own.close()
    expect(await client.query(tables)).toEqual([{ count: 0 }])
  })
})
