import { expect, test } from 'vitest'
import { seedOfTest } from './seed-of-test.ts'

test('a test has the same seed in every run, worker and order', () => {
  expect(seedOfTest(1, 'shop.test.ts > orders > are paid')).toBe(seedOfTest(1, 'shop.test.ts > orders > are paid'))
  expect(seedOfTest(1, 'shop.test.ts > orders > are paid')).toMatchInlineSnapshot(`319577876`)
})

test('another test, and another seed of the suite, have another seed', () => {
  const seeds = new Set<number>()
  for (const suite of [1, 2, '1a']) for (let i = 0; i < 500; i++) seeds.add(seedOfTest(suite, `test ${i}`))
  expect(seeds.size).toBe(1500)
})
