import { expect, test } from 'vitest'
import { besideOf, dateTimeOf, distanceOf, spanOf } from './moments.ts'

const now = new Date('2026-11-30T12:00:00Z')
const after = (seconds: number) => distanceOf(new Date(now.getTime() + seconds * 1000), now)

test.each([
  { seconds: -5, says: 'just now' },
  { seconds: 20, says: 'in a moment' },
  { seconds: 9, says: 'just now' },
  { seconds: -180, says: '3 minutes ago' },
  { seconds: -7200, says: '2 hours ago' },
  { seconds: 86_400, says: 'tomorrow' },
  { seconds: -3 * 86_400, says: '3 days ago' },
  { seconds: -400 * 86_400, says: 'last year' },
])('$seconds seconds from now is $says', ({ seconds, says }) => {
  expect(after(seconds)).toBe(says)
})

test('a moment is told in the zone of whoever looks, with the team’s beside it where that is another', () => {
  expect(dateTimeOf(now, 'Europe/Berlin')).toBe('30 Nov 2026, 13:00')
  expect(besideOf(now, 'Europe/Berlin', 'America/New_York')).toBe('07:00 in New York')
  expect(besideOf(now, 'Europe/Berlin', 'Pacific/Auckland')).toBe('1 Dec 2026, 01:00 in Auckland')
  expect(besideOf(now, 'Europe/Berlin', 'Europe/Paris')).toBeUndefined()
  expect(besideOf(now, 'Europe/Berlin', undefined)).toBeUndefined()
})

test.each([
  { ms: 1400, says: '1.4 s' },
  { ms: 59_000, says: '59 s' },
  { ms: 200_000, says: '3 min 20 s' },
  { ms: 7_500_000, says: '2 h 5 min' },
])('$ms ms are $says', ({ ms, says }) => {
  expect(spanOf(ms)).toBe(says)
})
