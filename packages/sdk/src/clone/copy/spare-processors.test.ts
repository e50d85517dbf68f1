import { expect, test } from 'vitest'
import { hasSpareProcessors } from './spare-processors.ts'

test('builds have no helpers where each has a processor of this machine and none is left; elsewhere nobody knows', () => {
  for (const url of ['postgres://me@localhost:5433/a', 'postgres:///a?host=/tmp', 'postgres://127.0.0.1/a']) {
    expect([2, 3].map((processors) => hasSpareProcessors(url, 2, processors))).toEqual([false, true])
  }
  expect(hasSpareProcessors('postgres://db.example.com/a', 2, 2)).toBe(true)
})
