import type { Answer, Asked } from '../../api.ts'

type Schedule = Answer<'get', '/teams/:team/schedules/:schedule'>
type Body = Asked<'post', '/teams/:team/schedules'>['json']
export type Recurrence = Body['recurrence']

/** What somebody fills in. Numbers that are left out are null. */
export interface ScheduleDraft {
  name: string
  frequency: Recurrence['frequency']
  dayOfWeek: string
  monthBy: 'day' | 'week'
  dayOfMonth: number | null
  week: '1' | '2' | '3' | '4' | 'last'
  anchor: string
  timeOfDay: string
  /** Empty: the usual one. */
  timezone: string
  from: string
  until: string
  whole: boolean
  /** By their ids. */
  datasets: string[]
  together: boolean
  seed: 'team' | 'new' | 'same' | 'given'
  seedText: string
  missed: Schedule['policies']['missed']
  missedWithinHours: number | null
  missedAtMost: number | null
  graceMinutes: number | null
  overlap: Schedule['policies']['overlap']
  /** Null: none pause it. */
  pauseAfterFailures: number | null
}

export const newDraft: ScheduleDraft = {
  name: '',
  frequency: 'weekly',
  dayOfWeek: '1',
  monthBy: 'day',
  dayOfMonth: 1,
  week: '1',
  anchor: '',
  timeOfDay: '06:30',
  timezone: '',
  from: '',
  until: '',
  whole: true,
  datasets: [],
  together: true,
  seed: 'team',
  seedText: '',
  missed: 'once',
  missedWithinHours: 24,
  missedAtMost: 10,
  graceMinutes: 15,
  overlap: 'skip',
  pauseAfterFailures: 5,
}

export function draftOf({ name, recurrence, datasets, together, seed, policies }: Schedule): ScheduleDraft {
  const { frequency, dayOfWeek, dayOfMonth, week, anchor, timeOfDay, timezone, from, until } = recurrence
  return {
    ...newDraft,
    ...policies,
    name,
    frequency,
    dayOfWeek: String(dayOfWeek ?? 1),
    monthBy: week === undefined ? 'day' : 'week',
    dayOfMonth: dayOfMonth ?? 1,
    week: weekOf(week),
    anchor: anchor ?? '',
    timeOfDay,
    timezone,
    from: from ?? '',
    until: until ?? '',
    whole: datasets === null,
    datasets: (datasets ?? []).map(({ dataset }) => dataset),
    together,
    seed: seed === null ? 'team' : typeof seed === 'string' ? seed : 'given',
    seedText: seed !== null && typeof seed === 'object' ? String(seed.seed) : '',
  }
}

export function recurrenceOf(draft: ScheduleDraft, usualZone: string): Recurrence {
  const { frequency, monthBy, dayOfMonth, week, anchor, timeOfDay, timezone, from, until } = draft
  const dayOfWeek = Number(draft.dayOfWeek)
  return {
    frequency,
    ...(frequency !== 'monthly'
      ? { dayOfWeek }
      : monthBy === 'day'
        ? { dayOfMonth: dayOfMonth ?? 1 }
        : { dayOfWeek, week: week === 'last' ? week : Number(week) }),
    ...(frequency === 'biweekly' && anchor !== '' ? { anchor } : {}),
    timeOfDay,
    timezone: timezone === '' ? usualZone : timezone,
    ...(from === '' ? {} : { from }),
    ...(until === '' ? {} : { until }),
  }
}

/** Without the recurrence, which may be for somebody else to say. */
export function bodyOf(draft: ScheduleDraft): Omit<Body, 'recurrence'> {
  const { name, whole, datasets, together, seed, seedText, missed, overlap, pauseAfterFailures } = draft
  const number = (key: 'missedWithinHours' | 'missedAtMost' | 'graceMinutes') => {
    const value = draft[key]
    return value === null || value === undefined ? {} : { [key]: value }
  }
  return {
    name: name.trim(),
    datasets: whole ? null : [...datasets],
    together,
    seed: seed === 'team' ? null : seed === 'given' ? { seed: seedText } : seed,
    policies: {
      missed,
      overlap,
      pauseAfterFailures: pauseAfterFailures ?? null,
      ...number('missedWithinHours'),
      ...number('missedAtMost'),
      ...number('graceMinutes'),
    },
  }
}

/** What is missing, before anybody is asked. */
export function missingOf({ name, whole, datasets, seed, seedText, timeOfDay }: ScheduleDraft): string | undefined {
  if (name.trim() === '') return 'Give it a name first.'
  if (timeOfDay === '') return 'Say at which time first.'
  if (!whole && datasets.length === 0) return 'Choose a dataset first.'
  if (seed === 'given' && seedText === '') return 'Say which seed first.'
  return undefined
}

/** What was kept of what somebody typed: of what it holds only what is of the kind. */
export function readDraft(kept: unknown, initial: ScheduleDraft): ScheduleDraft | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined
  const known = Object.entries(kept).filter(([key, value]) => isOfKind(initial, key, value))
  return { ...initial, ...Object.fromEntries(known) }
}

function isOfKind(initial: ScheduleDraft, key: string, value: unknown): boolean {
  if (!Object.hasOwn(initial, key)) return false
  const like: unknown = Reflect.get(newDraft, key)
  if (Array.isArray(like)) return Array.isArray(value) && value.every((one) => typeof one === 'string')
  return typeof like === 'number' ? value === null || typeof value === 'number' : typeof value === typeof like
}

function weekOf(week: number | 'last' | undefined): ScheduleDraft['week'] {
  return (['1', '2', '3', '4', 'last'] as const).find((known) => known === String(week)) ?? '1'
}

/** What the server says is wrong, by the last name of where it is. */
export function problemsIn(details: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const { problems, path } = details
  if (!Array.isArray(problems)) return typeof path === 'string' ? { [path]: 'There is no such zone.' } : {}
  return Object.fromEntries(problems.flatMap((one: unknown) => placedProblem(one)))
}

function placedProblem(one: unknown): [string, string][] {
  if (typeof one !== 'object' || one === null || !('path' in one) || !('message' in one)) return []
  const { path, message } = one
  if (typeof message !== 'string') return []
  const name = Array.isArray(path) ? path.at(-1) : typeof path === 'string' ? path.split(/[./]/).at(-1) : undefined
  return typeof name === 'string' ? [[name, message]] : []
}
