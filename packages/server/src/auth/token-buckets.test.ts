import { expect, test } from 'vitest'
import { TokenBuckets } from './token-buckets.ts'

function buckets(rate = { burst: 3, perSecond: 0.5 }) {
  const clock = { ms: 0 }
  return { clock, buckets: new TokenBuckets(rate, () => clock.ms) }
}
const retryIn = (seconds: number) => expect.objectContaining({ code: 'RATE_LIMITED', details: { retryAfter: seconds } })

test('a burst is taken, then one is refused and told when the next is taken', () => {
  const { buckets: limit, clock } = buckets()
  for (let i = 0; i < 3; i++) limit.take('a')
  expect(() => limit.take('a')).toThrow(retryIn(2))
  clock.ms = 1999
  expect(() => limit.take('a')).toThrow(retryIn(1))
  clock.ms = 2000
  limit.take('a')
  expect(() => limit.take('a')).toThrow(retryIn(2))
})

test('one who is over the limit keeps nobody else out', () => {
  const { buckets: limit } = buckets()
  for (let i = 0; i < 3; i++) limit.take('a')
  limit.take('b')
  expect(() => limit.check('a')).toThrow(retryIn(2))
  limit.check('b')
})

test('waiting longer than it takes to be full gives no more than the burst, nor does a clock that is set back', () => {
  const { buckets: limit, clock } = buckets()
  limit.take('a')
  clock.ms = 1e9
  for (let i = 0; i < 3; i++) limit.take('a')
  clock.ms = 0
  expect(() => limit.take('a')).toThrow(retryIn(2))
})

test('a flood of other names makes nobody forget who is over the limit', () => {
  const { buckets: limit } = buckets()
  for (let i = 0; i < 3; i++) limit.take('a')
  for (let i = 0; i < 50_000; i++) limit.take(`flood ${i}`)
  expect(() => limit.take('a')).toThrow(retryIn(2))
})

test('who is forgiven begins anew', () => {
  const { buckets: limit } = buckets()
  for (let i = 0; i < 3; i++) limit.take('a')
  limit.forget('a')
  limit.take('a')
})
