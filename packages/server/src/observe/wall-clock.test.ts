import { expect, test } from 'vitest'
import { wallClock } from './wall-clock.ts'

test('it is asked seldom, goes on meanwhile, and follows a clock that is set', () => {
  let [steady, ahead, looks] = [5.25, 1000, 0]
  const now = wallClock(
    () => steady,
    () => {
      looks++
      return Math.floor(steady) + ahead
    },
  )
  const seen = [0, 0.5, 0.5, 5, 4, 0.5, 100].map((ms) => {
    steady += ms
    return now()
  })
  expect([seen, looks]).toEqual([[1005, 1005, 1006, 1011, 1015, 1015, 1115], 3])
  ahead = -50
  steady += 10
  expect(now()).toBe(75)
})
