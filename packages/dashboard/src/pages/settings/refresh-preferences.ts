import type { Answer } from '../../api.ts'

export type Config = Answer<'get', '/teams/:team/config'>['config']
type Preferences = Config['refreshPreferences']
type Frequency = NonNullable<Preferences['schedule']>['frequency']

export const frequencies: readonly { readonly value: Frequency; readonly label: string }[] = [
  { value: 'weekly', label: 'every week' },
  { value: 'biweekly', label: 'every other week' },
  { value: 'monthly', label: 'every month' },
]
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map(
  (label, i) => ({ value: String(i + 1), label }),
)

/** As a form holds them: all of it is there, whether or not there is a schedule. */
export interface PreferencesDraft {
  readonly seed: Preferences['seed']
  readonly scheduled: boolean
  readonly frequency: Frequency
  readonly dayOfWeek: string
  readonly timeOfDay: string
  readonly timezone: string
}

export function draftOf({ seed, schedule }: Preferences, zone: string): PreferencesDraft {
  return {
    seed,
    scheduled: schedule !== undefined,
    frequency: schedule?.frequency ?? 'weekly',
    dayOfWeek: String(schedule?.dayOfWeek ?? 1),
    timeOfDay: schedule?.timeOfDay ?? '06:00',
    timezone: schedule?.timezone ?? zone,
  }
}

export function preferencesOf({
  seed,
  scheduled,
  frequency,
  dayOfWeek,
  timeOfDay,
  timezone,
}: PreferencesDraft): Preferences {
  if (!scheduled) return { seed }
  return { seed, schedule: { frequency, dayOfWeek: Number(dayOfWeek), timeOfDay, timezone } }
}
