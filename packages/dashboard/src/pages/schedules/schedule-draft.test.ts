import { expect, test } from 'vitest'
import { bodyOf, draftOf, missingOf, newDraft, problemsIn, readDraft, recurrenceOf } from './schedule-draft.ts'

test('only what belongs to how often it is goes to the server', () => {
  const at = { timeOfDay: '06:30', timezone: 'Europe/Berlin' }
  const filled = { ...newDraft, dayOfWeek: '5', anchor: '2026-12-04', dayOfMonth: 31, week: 'last' as const }
  expect(recurrenceOf(filled, 'Europe/Berlin')).toEqual({ frequency: 'weekly', dayOfWeek: 5, ...at })
  expect(recurrenceOf({ ...filled, frequency: 'biweekly' }, 'Europe/Berlin')).toEqual({
    frequency: 'biweekly',
    dayOfWeek: 5,
    anchor: '2026-12-04',
    ...at,
  })
  expect(recurrenceOf({ ...filled, frequency: 'monthly' }, 'Europe/Berlin')).toEqual({
    frequency: 'monthly',
    dayOfMonth: 31,
    ...at,
  })
  expect(recurrenceOf({ ...filled, frequency: 'monthly', monthBy: 'week', timezone: 'UTC' }, 'Europe/Berlin')).toEqual({
    frequency: 'monthly',
    dayOfWeek: 5,
    week: 'last',
    timeOfDay: '06:30',
    timezone: 'UTC',
  })
})

test('a schedule that is read is the same when it is sent', () => {
  const recurrence = {
    frequency: 'monthly' as const,
    dayOfWeek: 2,
    week: 3,
    timeOfDay: '23:05',
    timezone: 'Asia/Tokyo',
    from: '2026-12-01',
  }
  const policies = {
    graceMinutes: 5,
    missed: 'all' as const,
    missedWithinHours: 48,
    missedAtMost: 3,
    overlap: 'queueOne' as const,
    pauseAfterFailures: null,
  }
  const draft = draftOf({
    id: 's',
    name: 'nightly',
    datasets: [{ dataset: 'd', name: 'people' }],
    recurrence,
    configured: false,
    policies,
    seed: { seed: 'seven' },
    together: false,
    status: 'active',
    paused: null,
    failures: 0,
    next: null,
    createdAt: '',
    createdBy: '',
    updatedAt: '',
  })
  expect(recurrenceOf(draft, 'UTC')).toEqual(recurrence)
  expect(bodyOf(draft)).toEqual({
    name: 'nightly',
    datasets: ['d'],
    together: false,
    seed: { seed: 'seven' },
    policies,
  })
})

test('what is missing is said', () => {
  expect(missingOf(newDraft)).toBe('Give it a name first.')
  expect(missingOf({ ...newDraft, name: 'a', whole: false })).toBe('Choose a dataset first.')
  expect(missingOf({ ...newDraft, name: 'a' })).toBeUndefined()
})

test('what was kept is taken as far as it is of the kind', () => {
  expect(readDraft({ name: 'kept', dayOfMonth: null, whole: 'no', datasets: [1], other: 1 }, newDraft)).toEqual({
    ...newDraft,
    name: 'kept',
    dayOfMonth: null,
  })
  expect(readDraft(null, newDraft)).toBeUndefined()
})

test('what the server says is wrong stands at its field', () => {
  expect(problemsIn({ problems: [{ path: 'recurrence.dayOfMonth', message: 'too large' }, { path: 7 }] })).toEqual({
    dayOfMonth: 'too large',
  })
  expect(problemsIn({ path: 'timezone' })).toEqual({ timezone: 'There is no such zone.' })
  expect(problemsIn({})).toEqual({})
})
