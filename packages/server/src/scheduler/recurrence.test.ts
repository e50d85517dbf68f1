import { describe, expect, test } from 'vitest'
import { nextOccurrence } from './occurrences.ts'
import { parseRecurrence, type Recurrence, refuseNever } from './recurrence.ts'

const now = new Date('2026-01-07T12:00:00Z')
const at = { timeOfDay: '06:00', timezone: 'Europe/Berlin' }

describe('a recurrence', () => {
  test.each<[Recurrence, Partial<Recurrence>]>([
    [{ frequency: 'weekly', ...at }, { dayOfWeek: 1 }],
    [{ frequency: 'monthly', ...at }, { dayOfMonth: 1 }],
    [
      { frequency: 'monthly', dayOfWeek: 5, ...at },
      { dayOfWeek: 5, week: 1 },
    ],
    [
      { frequency: 'monthly', week: 'last', ...at },
      { dayOfWeek: 1, week: 'last' },
    ],
    [{ frequency: 'biweekly', dayOfWeek: 2, ...at }, { anchor: '2026-01-13' }],
    [{ frequency: 'biweekly', dayOfWeek: 2, from: '2026-02-11', ...at }, { anchor: '2026-02-17' }],
    [{ frequency: 'weekly', ...at, timezone: 'europe/berlin' }, { timezone: 'Europe/Berlin' }],
  ])('is spelled out: %j', (input, made) => {
    const parsed = parseRecurrence(input, now)
    expect(parsed).toMatchObject(made)
    expect(parseRecurrence(parsed, new Date('2030-01-01T00:00:00Z'))).toEqual(parsed)
  })

  test.each<[string, Partial<Recurrence>]>([
    ['dayOfMonth', { frequency: 'weekly', dayOfMonth: 3 }],
    ['week', { frequency: 'biweekly', week: 2 }],
    ['anchor', { frequency: 'weekly', anchor: '2026-01-01' }],
    ['dayOfMonth', { frequency: 'monthly', dayOfMonth: 3, dayOfWeek: 1 }],
    ['anchor', { frequency: 'biweekly', anchor: '2026-02-30' }],
    ['until', { frequency: 'weekly', until: '2026-13-01' }],
  ])('that contradicts itself is refused at its place: %s of %j', (path, input) => {
    const wrong = () => parseRecurrence({ frequency: 'weekly', ...at, ...input }, now)
    expect(wrong).toThrow(
      expect.objectContaining({
        code: 'RECURRENCE_INVALID',
        details: { problems: [expect.objectContaining({ path })] },
      }),
    )
  })

  test.each(['Europe/Nowhere', '+01:00', '-05:00', 'Berlin', ' ', 'UTC+1'])('in no zone is refused: %j', (timezone) => {
    const wrong = () => parseRecurrence({ frequency: 'weekly', ...at, timezone }, now)
    expect(wrong).toThrow(expect.objectContaining({ code: 'TIMEZONE_UNKNOWN' }))
  })

  test('that never comes is refused', () => {
    const never = { code: 'SCHEDULE_NEVER' }
    const backwards = { frequency: 'weekly', ...at, from: '2026-02-01', until: '2026-01-31' } as const
    expect(() => parseRecurrence(backwards, now)).toThrow(expect.objectContaining(never))
    const past = parseRecurrence({ frequency: 'weekly', ...at, until: '2026-01-11' }, now)
    expect(() => refuseNever(nextOccurrence(past, { at: now }))).toThrow(expect.objectContaining(never))
  })

  test('begins and ends with its dates', () => {
    const some = parseRecurrence({ frequency: 'weekly', ...at, from: '2026-02-02', until: '2026-02-09' }, now)
    const first = nextOccurrence(some, { at: now })
    expect(first?.planned).toBe('2026-02-02T06:00')
    const second = nextOccurrence(some, { at: new Date(first!.at) })
    expect(second?.planned).toBe('2026-02-09T06:00')
    expect(nextOccurrence(some, { at: new Date(second!.at) })).toBeUndefined()
  })
})
