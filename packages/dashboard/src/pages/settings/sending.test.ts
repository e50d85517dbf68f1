import { expect, test } from 'vitest'
import { answerWords, isUnderWay, type Sending } from './sending.ts'

const now = Date.parse('2026-05-01T00:00:00Z')
const sending: Sending = {
  id: '1',
  type: 'job.failed',
  status: 'pending',
  attempts: 1,
  nextAt: '2026-05-01T00:00:10Z',
  code: null,
  error: null,
}

test('what is tried again soon is watched, and what waits for hours is not', () => {
  expect(isUnderWay(sending, now)).toBe(true)
  expect(isUnderWay({ ...sending, nextAt: '2026-05-01T04:00:00Z' }, now)).toBe(false)
  expect(isUnderWay({ ...sending, status: 'failed', nextAt: null }, now)).toBe(false)
})

test('why something was not taken is said with what was answered', () => {
  expect(answerWords({ ...sending, status: 'failed', code: 500, error: 'refused by the receiver' })).toBe(
    'refused by the receiver, answered with 500',
  )
  expect(answerWords({ ...sending, attempts: 0 })).toBe('not tried yet')
  expect(answerWords({ ...sending, status: 'delivered', code: 204 })).toBe('taken, with 204')
})
