import { expect, test } from 'vitest'
import { planWords } from './plan-words.ts'

test('a plan is read as people say it', () => {
  const at = { timeOfDay: '06:30', timezone: 'America/New_York' }
  expect(planWords({ frequency: 'weekly', dayOfWeek: 1, ...at })).toBe('Mondays at 06:30, New York')
  expect(planWords({ frequency: 'biweekly', dayOfWeek: 5, ...at })).toBe('Every other week, Fridays at 06:30, New York')
  expect(planWords({ frequency: 'monthly', ...at })).toBe('Monthly at 06:30, New York')
})
