import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import type { ConstraintTestCase } from './constraint-violations.ts'
import { DatabaseErrorTester } from './database-error-tester.ts'
import { violationResults } from './error-results.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-constraints-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const engines: [string, () => Promise<string>][] = [
  ['postgres', () => testDatabase('violations')],
  ['sqlite', async () => `sqlite:${join(folder, 'violations.db')}`],
]

const cases: ConstraintTestCase[] = [
  { name: 'no customer', data: { id: 2, customer: 9, total: 1 }, expectedError: 'foreign_key_child' },
  { name: 'no shop, put off', data: { id: 2, customer: 1, shop: 9, total: 1 }, expectedError: 'foreign_key_child' },
  { name: 'the same number', data: { id: 1, customer: 1, total: 1 }, expectedError: 'unique_violation' },
  { name: 'below zero', data: { id: 2, customer: 1, total: -1 }, expectedError: 'check_violation' },
  { name: 'no total', data: { id: 2, customer: 1 }, expectedError: 'not_null_violation' },
  { name: 'by its group', data: { id: 2, customer: 1 }, expectedError: 'constraint_violation' },
  { name: 'nothing is wrong', data: { id: 2, customer: 1, total: 1 }, expectedError: 'check_violation' },
  { name: 'something else is wrong', data: { id: 2, customer: 9, total: 1 }, expectedError: 'deadlock' },
]

describe.each(engines)('%s', (engine, url) => {
  test('rows that a table must refuse are tried, and none of them stays', async () => {
    await using client = await DatabaseTestClient.open({ databaseUrl: await url() })
    await client.execute(`create table customers (id int primary key); create table shops (id int primary key);
      create table orders (id int primary key, customer int not null references customers,
        shop int references shops deferrable initially deferred, total int not null check (total >= 0));
      insert into customers values (1); insert into orders values (1, 1, null, 5)`)
    const before = structuredClone(cases)
    const { results, ...counts } = await new DatabaseErrorTester(client).testConstraintViolations('orders', cases)
    expect(counts).toEqual({ totalTests: 8, passedTests: 6 })
    expect(results.map(({ passed }) => passed)).toEqual([true, true, true, true, true, true, false, false])
    expect(results[6]).toEqual({
      testCase: 'nothing is wrong',
      expectedError: 'check_violation',
      actualResult: 'success',
      actualError: null,
      classified: null,
      passed: false,
      milliseconds: expect.any(Number),
    })
    expect(violationResults('orders', { results }).slice(5)).toMatchObject([
      { testName: 'violations: orders: by its group', status: 'passed', errorMessage: null },
      { status: 'failed', errorMessage: 'the table took the row' },
      { status: 'failed', errorMessage: 'foreign_key_child instead of deadlock' },
    ])
    expect(results[7]).toMatchObject({ actualResult: 'error', actualError: 'foreign_key_child' })
    expect(results[4]?.classified).toMatchObject({ table: 'orders', column: 'total' })
    expect(cases).toEqual(before)
    expect(await client.query('select id from orders')).toEqual([{ id: 1 }])
    // It can be done again, and nobody is left waiting.
    expect((await new DatabaseErrorTester(client).testConstraintViolations('orders', [])).totalTests).toBe(0)
    expect(engine).toBe(client.engine)
  })
})
