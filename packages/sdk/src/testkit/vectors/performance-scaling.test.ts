import { expect, test } from 'vitest'
import { growth } from './performance-scaling.ts'

test('growth is the power of the rows: 1 where time doubles as they do, 0 where it stays', () => {
  expect(
    growth([
      [100, 3],
      [200, 6],
      [800, 24],
    ]),
  ).toBeCloseTo(1, 12)
  expect(
    growth([
      [100, 3],
      [200, 12],
    ]),
  ).toBeCloseTo(2, 12)
  expect(
    growth([
      [100, 3],
      [200, 3],
    ]),
  ).toBe(0)
  expect(growth([[100, 3]])).toBeNull()
  expect(
    growth([
      [100, 3],
      [100, 4],
    ]),
  ).toBeNull()
})
