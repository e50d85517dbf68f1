import { expect, test } from 'vitest'
import { verificationChecks } from './verification-checks.ts'

test('what is wrong stands first, place by place; what is right is told by its kind', () => {
  const check = (kind: string, table: string, passed: boolean, count = 0) => ({
    kind,
    table,
    passed,
    count,
    message: `${kind} of ${table}`,
  })
  const checks = [
    check('row count', 'a', true),
    check('row count', 'b', true),
    { ...check('leaked values', 'a', false, 12), column: 'email' },
    check('schema', '', true),
  ]
  expect(verificationChecks({ checks })).toEqual([
    { name: 'leaked values: a.email', outcome: 'failed', message: 'leaked values of a (12)' },
    { name: 'row count', outcome: 'passed', message: '2 checks, nothing wrong' },
    { name: 'schema', outcome: 'passed', message: 'schema of ' },
  ])
})
