import { expect, test } from 'vitest'
import { ordinal, recurrenceWords } from './recurrence-words.ts'

const at = { timeOfDay: '02:30', timezone: 'America/New_York' }

test('when it is, in a sentence', () => {
  expect(recurrenceWords({ frequency: 'weekly', dayOfWeek: 7, ...at })).toBe('Sundays at 02:30 in New York')
  expect(recurrenceWords({ frequency: 'biweekly', dayOfWeek: 1, anchor: '2026-11-30', ...at })).toBe(
    'Every other Monday at 02:30 in New York',
  )
  expect(recurrenceWords({ frequency: 'monthly', dayOfWeek: 5, week: 'last', ...at })).toBe(
    'The last Friday of the month at 02:30 in New York',
  )
  expect(recurrenceWords({ frequency: 'monthly', dayOfMonth: 30, ...at })).toBe(
    'The 30th of the month, or its last day, at 02:30 in New York',
  )
  expect(recurrenceWords({ frequency: 'monthly', dayOfMonth: 31, ...at, until: '2027-01-31' })).toBe(
    'The last day of the month at 02:30 in New York, until 31 Jan 2027',
  )
})

test('days are counted as people do', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31].map(ordinal).join(' ')).toBe(
    '1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 31st',
  )
})
