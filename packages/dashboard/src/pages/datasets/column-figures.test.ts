import { expect, test } from 'vitest'
import { momentsOf, spreadOf } from './column-figures.ts'

test('quantiles stand where they are between the least and the most', () => {
  const spread = spreadOf({ min: 0, max: 200, quantiles: { p05: 0, p25: 50, p50: 100, p75: 150, p95: 210 } })
  expect(spread.at).toEqual({ p05: 0, p25: 25, p50: 50, p75: 75, p95: 100 })
  const one = spreadOf({ min: 7, max: 7, quantiles: { p05: 7, p25: 7, p50: 7, p75: 7, p95: 7 } })
  expect(one.at.p50).toBe(50)
})

test('days and instants are said as what they are', () => {
  expect(momentsOf('date')?.(0)).toBe('1970-01-01')
  expect(momentsOf('timestamp')?.(1_700_000_000_000_000)).toBe('2023-11-14 22:13')
  expect(momentsOf('time')?.(3_600_000_000)).toBe('01:00:00')
  expect(momentsOf('integer')).toBeUndefined()
})
