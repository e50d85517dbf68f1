import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { failure } from '../../../../test/failure.ts'
import { DatabaseTestClient } from '../../client/database-test-client.ts'
import { TransactionTester } from '../transaction-tester.ts'
import { inDoubtTransactions, resolveInDoubt } from './in-doubt.ts'
import { twoPhaseCommit } from './two-phase-commit.ts'

describe('two databases', async () => {
  const first = await DatabaseTestClient.open({ databaseUrl: await testDatabase('first') })
  const second = await DatabaseTestClient.open({ databaseUrl: await testDatabase('second') })
  afterAll(() => Promise.all([first.close(), second.close()]))
  const [setting] = await first.query<{ most: number }>(
    "select current_setting('max_prepared_transactions')::int as most",
  )
  const allowed = (setting?.most ?? 0) > 0

  test('both have moved or neither has, wherever the coordinator dies', async () => {
    if (!allowed) {
      expect((await failure(twoPhaseCommit(first, second))).message).toContain('max_prepared_transactions is 0')
      return
    }
    const { cases, passed } = await new TransactionTester(first).testTwoPhaseCommit(second)
    expect(cases.map(({ name, inDoubt, outcome, problems }) => [name, ...inDoubt, outcome, problems])).toEqual([
      ['without a crash', 0, 0, 'committed', []],
      ['the second votes no', 0, 0, 'rolled back', []],
      ['before the votes', 0, 0, 'rolled back', []],
      ['between the votes', 1, 0, 'rolled back', []],
      ['before the decision', 1, 1, 'rolled back', []],
      ['after the decision', 1, 1, 'committed', []],
      ['between the commits', 0, 1, 'committed', []],
    ])
    expect(cases.map(({ locked }) => locked)).toEqual(cases.map(({ inDoubt }) => inDoubt.map((count) => count > 0)))
    expect(passed).toBe(true)
    for (const client of [first, second])
      expect(await client.query('select gid from pg_prepared_xacts where database = current_database()')).toEqual([])
  })

  test('what somebody else left in doubt is found by its name, and decided on its own', async () => {
    if (!allowed) return
    await first.execute('create table t (id int)')
    await using session = await first.openSession()
    for (const id of ["it's mine", 'another']) {
      await session.session.execute(
        `begin; insert into t values (1); prepare transaction '${id.replaceAll("'", "''")}'`,
      )
    }
    const found = await inDoubtTransactions(session.session, "it's")
    expect(found).toMatchObject([{ id: "it's mine", preparedAt: expect.stringMatching(/^\d{4}-.*Z$/) }])
    await resolveInDoubt(session.session, "it's mine", 'commit')
    await resolveInDoubt(session.session, 'another', 'rollback')
    expect(await first.query('select id from t')).toEqual([{ id: 1 }])
    expect(await inDoubtTransactions(session.session)).toEqual([])
  })
})

test('where transactions cannot be prepared this is said, with what to do', async () => {
  await using client = await DatabaseTestClient.open({ databaseUrl: 'sqlite:' })
  await using session = await client.openSession()
  const refused = await failure(inDoubtTransactions(session.session))
  expect([refused.code, refused.message]).toEqual(['ISOLATION_UNSUPPORTED', expect.stringContaining('sqlite')])
  expect(refused.hint).toContain('Postgres')
})
