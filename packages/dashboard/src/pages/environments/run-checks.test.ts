import { expect, test } from 'vitest'
import { checksOf } from './run-checks.ts'

test('checks of validations and probes of tests are told alike, what failed first', () => {
  expect(checksOf({ checks: [{ name: 'keys', outcome: 'passed', message: 'ok' }] })).toEqual([
    { name: 'keys', outcome: 'passed', message: 'ok' },
  ])
  const results = [
    { suite: 'shop', probe: 'orders', outcome: 'passed', message: '' },
    { suite: 'shop', probe: 'pay', outcome: 'failed', message: 'no answer' },
  ]
  expect(checksOf({ results }).map(({ name }) => name)).toEqual(['shop: pay', 'shop: orders'])
})
