import { expect, test } from 'vitest'
import type { ConstraintFinding } from './constraint-report.ts'
import { constraintResults } from './constraint-results.ts'

const finding: ConstraintFinding = {
  table: 'orders',
  constraint: 'orders_customer_fkey',
  kind: 'foreign key',
  columns: ['customer'],
  side: 'delete',
  verdict: 'holds',
  reason: null,
  passed: 1,
  refused: 1,
  milliseconds: 3,
}

test('what does not hold fails, and what was not tested never counts as passed', () => {
  const results = constraintResults({
    findings: [
      { ...finding, reason: 'it is NOT VALID, but no row that stands there breaks it' },
      { ...finding, verdict: 'does not hold', reason: 'a row that breaks it was accepted', refused: 0 },
      { ...finding, side: null, verdict: 'not tested', reason: 'no row can be made', passed: 0, refused: 0 },
    ],
  })
  expect(results.map(({ testName, status, errorMessage }) => [testName, status, errorMessage])).toEqual([
    ['orders: foreign key orders_customer_fkey, delete', 'passed', null],
    ['orders: foreign key orders_customer_fkey, delete', 'failed', 'a row that breaks it was accepted'],
    ['orders: foreign key orders_customer_fkey', 'skipped', 'no row can be made'],
  ])
  expect(results[0]).toMatchObject({
    metrics: { executionTime: 3, rowsAffected: 2 },
    performanceData: { remark: expect.stringContaining('NOT VALID') },
  })
})
