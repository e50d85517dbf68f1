import { expect, test } from 'vitest'
import { Sieve } from './sieve.ts'

const hashOf = (n: number) => ({ high: Math.imul(n + 1, 0x9e3779b1) >>> 0, low: Math.imul(n + 7, 0x6c8e9cf5) >>> 0 })

test('what was added is always found, and of what was not hardly any', () => {
  const sieve = new Sieve()
  const many = 500_000
  for (let n = 0; n < many; n++) {
    sieve.add(hashOf(n))
  }
  let [lost, wrong] = [0, 0]
  for (let n = 0; n < many; n++) if (!sieve.mayHold(hashOf(n))) lost++
  for (let n = many; n < 2 * many; n++) if (sieve.mayHold(hashOf(n))) wrong++
  expect(lost).toBe(0)
  expect(wrong).toBeLessThan(many / 1000)
})
