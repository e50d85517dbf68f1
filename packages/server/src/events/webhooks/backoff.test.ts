import { expect, test } from 'vitest'
import { mostAttempts, nextAttempt } from './backoff.ts'

const now = new Date('2026-01-02T03:04:05Z')

test('each attempt waits longer than the one before, and after the last there is none', () => {
  const waits = Array.from({ length: mostAttempts }, (_, i) => nextAttempt(i + 1, now, 0.5))
  expect(waits.pop()).toBeUndefined()
  const seconds = waits.map((time) => (time!.getTime() - now.getTime()) / 1000)
  expect(seconds).toEqual([...seconds].sort((a, b) => a - b))
  expect([seconds[0], seconds.length]).toEqual([10, mostAttempts - 1])
})

test('what failed together comes back spread out', () => {
  expect(nextAttempt(1, now, 0)!.getTime() - now.getTime()).toBe(8000)
  expect(nextAttempt(1, now, 1)!.getTime() - now.getTime()).toBe(12_000)
})
