import { expect, test } from 'vitest'
import { draftOf, preferencesOf } from './refresh-preferences.ts'

test('preferences are the same after they were in a form', () => {
  const schedule = { frequency: 'monthly' as const, dayOfWeek: 3, timeOfDay: '04:30', timezone: 'Europe/Berlin' }
  for (const preferences of [{ seed: 'same' as const }, { seed: 'new' as const, schedule }]) {
    expect(preferencesOf(draftOf(preferences, 'UTC'))).toEqual(preferences)
  }
})

test('a schedule that is begun stands in the zone of whoever begins it', () => {
  expect(draftOf({ seed: 'new' }, 'Asia/Tokyo')).toMatchObject({ scheduled: false, timezone: 'Asia/Tokyo' })
})
