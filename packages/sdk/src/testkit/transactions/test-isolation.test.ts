import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import type { IsolationLevel } from '../database-test-config.ts'
import { builtInHistories } from './built-in-histories.ts'
import { t1, t2 } from './history.ts'
import type { IsolationModel } from './isolation-promises.ts'
import { type HistoryResult, testIsolation } from './test-isolation.ts'

const runs = Number(process.env.UNDERSTUDY_ISOLATION_RUNS ?? 2)
const patience = 30_000 + runs * 5000

const folder = await mkdtemp(join(tmpdir(), 'understudy-isolation-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/**
 * What each history leads to, read from left to right: whether the anomaly occurs, who waits for whom, which step of
 * whom is refused with what, and the values that the table has in the end.
 */
const onPostgres = {
  // history: [read committed, repeatable read, serializable]
  G0: ['-, T2>T1, 12 22', '-, T2>T1, T2 write 40001, 11 21', '-, T2>T1, T2 write 40001, 11 21'],
  G1a: ['-, 10 20', '-, 10 20', '-, 10 20'],
  G1b: ['-, 11 20', '-, 11 20', '-, 11 20'],
  G1c: ['-, 11 22', '-, 11 22', '-, T2 commit 40001, 11 20'],
  OTV: ['-, T2>T1, 12 18', '-, T2>T1, T2 write 40001, 11 19', '-, T2>T1, T2 write 40001, 11 19'],
  'PMP, read': ['occurs, 10 20 30', '-, 10 20 30', '-, 10 20 30'],
  'PMP, write': ['occurs, T2>T1, 20 30', '-, T2>T1, T2 write 40001, 20 30', '-, T2>T1, T2 write 40001, 20 30'],
  P4: ['occurs, T2>T1, 11 20', '-, T2>T1, T2 write 40001, 11 20', '-, T2>T1, T2 write 40001, 11 20'],
  'G-single, read skew': ['occurs, 12 18', '-, 12 18', '-, 12 18'],
  'G-single, predicate': ['occurs, 12 20', '-, 12 20', '-, 12 20'],
  'G-single, write predicate': ['occurs, 12 18', '-, T1 write 40001, 12 18', '-, T1 write 40001, 12 18'],
  'G2-item': ['occurs, 11 21', 'occurs, 11 21', '-, T2 commit 40001, 11 20'],
  'G2, predicate': ['occurs, 10 20 30 42', 'occurs, 10 20 30 42', '-, T2 commit 40001, 10 20 30'],
  'G2, read-only': ['occurs, 0 25', 'occurs, 0 25', '-, T1 write 40001, 10 25'],
} as const

const onSqlite = {
  // history: [WAL, rollback journal, where a commit finds readers in its way]
  G0: ['-, T2 write SQLITE_BUSY, 11 21', '-, T2 write SQLITE_BUSY, 11 21'],
  G1a: ['-, 10 20', '-, 10 20'],
  G1b: ['-, 11 20', '-, T1 commit SQLITE_BUSY, 10 20'],
  G1c: ['-, T2 write SQLITE_BUSY, 11 20', '-, T2 write SQLITE_BUSY, 11 20'],
  OTV: ['-, T2 write SQLITE_BUSY, 11 19', '-, T2 write SQLITE_BUSY, 11 19'],
  'PMP, read': ['-, 10 20 30', '-, T2 commit SQLITE_BUSY, 10 20'],
  'PMP, write': ['-, T2 write SQLITE_BUSY, 20 30', '-, T2 write SQLITE_BUSY, 20 30'],
  P4: ['-, T2 write SQLITE_BUSY, 11 20', '-, T2 write SQLITE_BUSY, 11 20'],
  'G-single, read skew': ['-, 12 18', '-, T2 commit SQLITE_BUSY, 10 20'],
  'G-single, predicate': ['-, 12 20', '-, T2 commit SQLITE_BUSY, 10 20'],
  'G-single, write predicate': ['-, T1 write SQLITE_BUSY_SNAPSHOT, 12 18', '-, T2 commit SQLITE_BUSY, 10'],
  'G2-item': ['-, T2 write SQLITE_BUSY, 11 20', '-, T2 write SQLITE_BUSY, 11 20'],
  'G2, predicate': ['-, T2 write SQLITE_BUSY, 10 20 30', '-, T2 write SQLITE_BUSY, 10 20 30'],
  'G2, read-only': ['-, T1 write SQLITE_BUSY_SNAPSHOT, 10 25', '-, T2 commit SQLITE_BUSY, 0 20'],
} as const

function told({ occurred, steps, final }: HistoryResult): string {
  const facts = steps.flatMap(({ by, does, waitedFor, refused }) => [
    ...waitedFor.map((other) => `${by}>${other}`),
    ...(refused === null ? [] : [`${by} ${does} ${refused}`]),
  ])
  return [occurred ? 'occurs' : '-', ...facts, final.map(([, value]) => value).join(' ')].join(', ')
}

function column(matrix: Readonly<Record<string, readonly string[]>>, at: number): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(matrix).map(([history, cells]) => [history, cells[at]]))
}

async function onFile(journal: string): Promise<DatabaseTestClient> {
  const client = await DatabaseTestClient.open({ databaseUrl: `sqlite:${join(folder, `${journal}.db`)}` })
  await client.query(`pragma journal_mode = ${journal}`)
  return client
}

const definition = 'id int primary key, value int'

describe('Postgres', async () => {
  const client = await DatabaseTestClient.open({ databaseUrl: await testDatabase('isolation') })
  afterAll(() => client.close())
  const table = await client.createTable('isolation', definition)

  const levels: readonly (readonly [IsolationLevel, number, IsolationModel])[] = [
    ['read uncommitted', 0, 'monotonic atomic view'],
    ['read committed', 0, 'monotonic atomic view'],
    ['repeatable read', 1, 'snapshot isolation'],
    ['serializable', 2, 'serializable'],
  ]
  for (const [level, at, model] of levels) {
    test(`${level} is ${model}: each history leads to the same each of ${runs} times`, {
      timeout: patience,
    }, async () => {
      for (let run = 0; run < runs; run++) {
        const result = await testIsolation(client, table, level)
        const found = Object.fromEntries(result.histories.map((history) => [history.history, told(history)]))
        expect(found).toEqual(column(onPostgres, at))
        expect(result).toMatchObject({ shown: model, expected: model, passed: true, broken: [], journal: null })
      }
    })
  }

  test('a level that is too weak is caught by exactly the histories in which the levels differ', async () => {
    const bySnapshot = ['PMP, read', 'PMP, write', 'P4', 'G-single, read skew', 'G-single, predicate']
    const snapshot = [...bySnapshot, 'G-single, write predicate']
    const cycles = ['G2-item', 'G2, predicate', 'G2, read-only']
    const broken = async (level: IsolationLevel, expected: IsolationModel) => {
      const result = await testIsolation(client, table, level, { expected })
      expect(result.passed).toBe(result.broken.length === 0)
      return result.broken
    }
    expect(await broken('read committed', 'snapshot isolation')).toEqual(snapshot)
    expect(await broken('read committed', 'serializable')).toEqual([...snapshot, ...cycles])
    expect(await broken('repeatable read', 'serializable')).toEqual(cycles)
    expect(await broken('repeatable read', 'monotonic atomic view')).toEqual([])
    expect(await broken('serializable', 'serializable')).toEqual([])
  })

  test('what transactions see is told step by step', async () => {
    const reads = async (level: IsolationLevel, history: string) => {
      const histories = builtInHistories.filter(({ name }) => name === history)
      const [result] = (await testIsolation(client, table, level, { histories })).histories
      return result?.steps.flatMap(({ name, rows }) => (name === null ? [] : [[name, rows?.map(([, value]) => value)]]))
    }
    expect(await reads('read committed', 'G1b')).toEqual([
      ['before', [10, 20]],
      ['after', [11, 20]],
    ])
    expect(await reads('repeatable read', 'G1b')).toEqual([
      ['before', [10, 20]],
      ['after', [10, 20]],
    ])
    expect(await reads('read committed', 'OTV')).toEqual([
      ['both', [11, 19]],
      ['row 2', [19]],
      ['row 2 again', [18]],
      ['row 1 again', [12]],
    ])
    expect(await reads('repeatable read', 'PMP, write')).toEqual([
      ['deleted', undefined],
      ['left', undefined],
    ])
  })

  test('an error that says nothing of isolation is no verdict: it ends the test, and nothing stays open', async () => {
    const [first] = builtInHistories
    if (!first) throw new Error('there are histories')
    const steps = [t1.write(1, 11), t1.run('update {table} set nothing = 1'), t1.commit]
    const wrong = testIsolation(client, table, 'serializable', { histories: [{ ...first, steps }] })
    expect((await failure(wrong)).details.sqlstate).toBe('42703')
    expect((await testIsolation(client, table, 'serializable', { histories: [first] })).passed).toBe(true)
  })

  test('a transaction that has no end is rolled back, and whoever waited for it goes on', async () => {
    const [first] = builtInHistories
    if (!first) throw new Error('there are histories')
    const steps = [t1.write(1, 11), t2.write(1, 12), t2.commit]
    const { histories } = await testIsolation(client, table, 'serializable', { histories: [{ ...first, steps }] })
    expect(histories[0]).toMatchObject({
      final: [
        [1, 12],
        [2, 20],
      ],
      transactions: [{ committed: false }, { committed: true }],
    })
  })

  test('transactions are counted: those that committed, those that were refused', async () => {
    const histories = builtInHistories.filter(({ name }) => name === 'P4' || name === 'G1a')
    const counts = await testIsolation(client, table, 'serializable', { histories })
    // G1a rolls one back itself
    expect(counts).toMatchObject({ concurrentOperations: 4, successfulOperations: 2, failedOperations: 2 })
    expect(counts.deadlocksDetected).toBe(0)
  })
})

describe('SQLite', () => {
  for (const [at, journal] of ['wal', 'delete'].entries()) {
    test(`journal ${journal} is serializable: each history leads to the same each of ${runs} times`, {
      timeout: patience,
    }, async () => {
      await using client = await onFile(journal)
      const table = await client.createTable('isolation', definition)
      for (let run = 0; run < runs; run++) {
        const result = await testIsolation(client, table, 'serializable')
        const found = Object.fromEntries(result.histories.map((history) => [history.history, told(history)]))
        expect(found).toEqual(column(onSqlite, at))
        expect(result).toMatchObject({ shown: 'serializable', passed: true, journal })
      }
    })
  }
})

test('where there is one connection there is nothing to see, which is said', async () => {
  await using client = await DatabaseTestClient.open({ databaseUrl: 'sqlite:' })
  const table = await client.createTable('isolation', definition)
  expect((await failure(testIsolation(client, table, 'serializable'))).code).toBe('ISOLATION_UNSUPPORTED')
})
