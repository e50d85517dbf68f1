import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { TestTransaction } from '../../client/test-statements.ts'
import { concurrentOperations } from './concurrent-operations.ts'
import { exploreOperations } from './explore-operations.ts'
import type { ConcurrentOperation } from './operation.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-operations-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Account {
  readonly balance: number
}

/** Reads what is there, and only then writes what it makes of it. */
const takeTen: ConcurrentOperation = async function* (transaction) {
  const [account] = await transaction.query<Account>('select balance from accounts where id = 1')
  yield
  await transaction.query('update accounts set balance = $1 where id = 1', [(account?.balance ?? 0) - 10])
}
const takeTwenty: ConcurrentOperation = async function* (transaction) {
  const [account] = await transaction.query<Account>('select balance from accounts where id = 1')
  yield
  await transaction.query('update accounts set balance = $1 where id = 1', [(account?.balance ?? 0) - 20])
}

const content = 'delete from accounts; insert into accounts values (1, 100), (2, 100)'

async function accounts(client: DatabaseTestClient): Promise<number[]> {
  return (await client.query<Account>('select balance from accounts order by id')).map(({ balance }) => balance)
}

describe('Postgres', async () => {
  const client = await DatabaseTestClient.open({ databaseUrl: await testDatabase('operations') })
  afterAll(() => client.close())
  await client.execute('create table accounts (id int primary key, balance int)')

  test('steps are taken in turns: an update is lost where the level lets it be, and refused where it does not', async () => {
    await client.execute(content)
    const lax = await concurrentOperations(client, 'read committed', [takeTen, takeTwenty])
    expect(lax).toMatchObject({
      totalOperations: 2,
      successfulOperations: 2,
      failedOperations: 0,
      schedule: [0, 1, 0, 1],
    })
    expect(await accounts(client)).toEqual([80, 100])
    await client.execute(content)
    const strict = await concurrentOperations(client, 'repeatable read', [takeTen, takeTwenty])
    expect(strict).toMatchObject({ successfulOperations: 1, failedOperations: 1, concurrentOperations: 2 })
    expect(strict.results.map(({ operation, code }) => [operation, code])).toEqual([
      ['takeTen', null],
      ['takeTwenty', '40001'],
    ])
    expect(await accounts(client)).toEqual([90, 100])
  })

  test('a schedule decides who takes each step', async () => {
    await client.execute(content)
    const result = await concurrentOperations(client, 'read committed', [takeTen, takeTwenty], {
      schedule: [1, 1, 0, 0],
    })
    expect(result.schedule).toEqual([1, 1, 0, 0])
    expect(await accounts(client)).toEqual([70, 100])
  })

  test('who waits for whom is told, and all others go on meanwhile', async () => {
    await client.execute(content)
    const first: ConcurrentOperation = async function* first(transaction) {
      await transaction.query('update accounts set balance = 1 where id = 1')
      yield
      yield
    }
    const second: ConcurrentOperation = async function* second(transaction) {
      await transaction.query('update accounts set balance = balance + 1 where id = 1')
      yield
    }
    const result = await concurrentOperations(client, 'read committed', [first, second])
    expect(result.results.map(({ waitedFor }) => waitedFor)).toEqual([[], ['first']])
    expect(await accounts(client)).toEqual([2, 100])
  })

  test('one operation may be given twice, and each is known by a name of its own', async () => {
    await client.execute(content)
    const add: ConcurrentOperation = async function* add(transaction) {
      await transaction.query('update accounts set balance = balance + 1 where id = 1')
      yield
    }
    const { results } = await concurrentOperations(client, 'read committed', [add, add])
    expect(results.map(({ operation, waitedFor }) => [operation, waitedFor])).toEqual([
      ['add', []],
      ['add 2', ['add']],
    ])
  })

  test('functions run at the same time, and what they ask of the client belongs to their transaction', async () => {
    await client.execute(content)
    let arrived = 0
    let meet: () => void = () => {}
    const both = new Promise<void>((resolve) => {
      meet = resolve
    })
    const operation = (id: number) => async () => {
      await client.query('update accounts set balance = 0 where id = $1', [id])
      if (++arrived === 2) meet()
      await both
      if (id === 2) throw new Error('not the second')
      return id
    }
    const result = await concurrentOperations(client, 'read committed', [operation(1), operation(2)])
    expect(result.results).toMatchObject([
      { operation: 'op1', success: true, result: 1, error: null },
      { operation: 'op2', success: false, result: undefined, error: 'not the second', code: null },
    ])
    expect(await accounts(client)).toEqual([0, 100])
  })

  test('operations that wait for each other are set free by the server, which is counted', async () => {
    await client.execute(content)
    const crossing = (from: number, to: number): ConcurrentOperation =>
      async function* (transaction: TestTransaction) {
        await transaction.query('update accounts set balance = balance - 1 where id = $1', [from])
        yield
        await transaction.query('update accounts set balance = balance + 1 where id = $1', [to])
      }
    const result = await concurrentOperations(client, 'read committed', [crossing(1, 2), crossing(2, 1)])
    expect(result).toMatchObject({ successfulOperations: 1, failedOperations: 1, deadlocksDetected: 1 })
    expect((await accounts(client)).sort()).toEqual([101, 99])
  })

  test('every order of the steps is tried once, and those that break what must hold are shown', async () => {
    const options = {
      before: () => client.execute(content),
      check: async (results: readonly { success: boolean }[]) => {
        const taken = results.map(({ success }, at) => (success ? [10, 20][at] : 0) ?? 0)
        expect((await accounts(client))[0]).toBe(100 - taken.reduce((sum, one) => sum + one, 0))
      },
    }
    const lax = await exploreOperations(client, 'read committed', [takeTen, takeTwenty], options)
    // 4 over 2 orders, of which the two serial ones lose nothing
    expect(lax).toMatchObject({ tried: 6, complete: true, passed: false })
    expect(new Set(lax.broken.map(({ schedule }) => schedule.join())).size).toBe(4)
    const strict = await exploreOperations(client, 'serializable', [takeTen, takeTwenty], options)
    expect(strict).toMatchObject({ tried: 6, complete: true, passed: true })
    const cut = await exploreOperations(client, 'serializable', [takeTen, takeTwenty], { ...options, most: 2 })
    expect(cut).toMatchObject({ tried: 2, complete: false })
  })
})

test('on SQLite one transaction waits until the other is over, and both come to their end', async () => {
  for (const journal of ['wal', 'delete']) {
    await using client = await DatabaseTestClient.open({ databaseUrl: `sqlite:${join(folder, `${journal}.db`)}` })
    await client.query(`pragma journal_mode = ${journal}`)
    await client.execute('create table accounts (id int primary key, balance int)')
    await client.execute(content)
    const result = await concurrentOperations(client, 'serializable', [takeTen, takeTwenty])
    expect(result.results.map(({ success, waitedFor }) => [success, waitedFor])).toEqual([
      [true, []],
      [true, ['takeTen']],
    ])
    expect(await accounts(client)).toEqual([70, 100])
  }
})

test('on SQLite an operation that somebody else keeps from beginning fails, and says so', async () => {
  const databaseUrl = `sqlite:${join(folder, 'held.db')}`
  await using client = await DatabaseTestClient.open({ databaseUrl })
  await client.execute('create table accounts (id int primary key, balance int)')
  const outsider = await client.openSession()
  await outsider.session.execute('begin immediate')
  const result = await concurrentOperations(client, 'serializable', [takeTen, takeTwenty])
  expect(result.results.map(({ code }) => code)).toEqual(['SQLITE_BUSY', 'SQLITE_BUSY'])
})
