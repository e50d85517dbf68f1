import { expect, test } from 'vitest'
import { RateLimiter } from './rate-limiter.ts'

test('so many a minute for each name, and a whole minute later as many again', () => {
  const limiter = new RateLimiter(3)
  const take = (name: string, seconds: number) => limiter.take(name, seconds * 1000)
  expect([take('a', 0), take('a', 0), take('a', 0), take('a', 0)]).toEqual([0, 0, 0, 20])
  expect(take('b', 0)).toBe(0)
  expect(take('a', 19)).toBe(1)
  expect(take('a', 20)).toBe(0)
  expect(take('a', 20)).toBe(20)
  expect([take('a', 200), take('a', 200), take('a', 200), take('a', 200)]).toEqual([0, 0, 0, 20])
})

test('a clock that goes back gives nothing away', () => {
  const limiter = new RateLimiter(1)
  expect(limiter.take('a', 60_000)).toBe(0)
  expect(limiter.take('a', 0)).toBe(120)
})

test('names that have not asked for a minute are forgotten, others are not', () => {
  const limiter = new RateLimiter(1)
  for (let name = 0; name < 10_000; name++) limiter.take(String(name), name < 9_999 ? 0 : 60_000)
  expect(limiter.take('new', 60_000)).toBe(0)
  expect(limiter.take('9999', 60_000)).toBe(60)
  expect(limiter.take('new', 60_000)).toBe(60)
})
