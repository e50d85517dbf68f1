import { expect, test } from 'vitest'
import { workerOf } from './worker-of.ts'

test('a worker has the number that its own runner gave it, and no other runner around it', () => {
  const environment = { VITEST_POOL_ID: '7', JEST_WORKER_ID: '2' }
  expect(workerOf('vitest', environment)).toBe(7)
  expect(workerOf('jest', environment)).toBe(2)
  expect(workerOf('mocha', environment)).toBe(0)
})

test.each(['', '-1', 'one', '1.5'])('what is no number of a worker counts as the first: "%s"', (said) => {
  expect(workerOf('playwright', { TEST_PARALLEL_INDEX: said })).toBe(0)
})
