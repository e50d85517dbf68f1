import type { Answer } from '../../api.ts'

export type Notice = Answer<'get', '/teams/:team/notifications'>['notifications'][number]
type Tells = Notice['tells']
export type Told = Tells[number]['types'][number]

/** What of a schedule somebody can be told of, the most wanted first. */
export const toldWords = {
  'refresh.refused': 'a gate refuses its data',
  'refresh.failed': 'its refresh fails',
  'run.failed': 'a run cannot be begun',
  'run.skipped': 'a run is skipped',
  'schedule.paused': 'it is paused',
  'refresh.cancelled': 'its refresh is cancelled',
  'refresh.published': 'its data is published',
} as const satisfies Partial<Record<Told, string>>
export type ToldOfSchedule = keyof typeof toldWords

export const usualTold: readonly ToldOfSchedule[] = [
  'refresh.refused',
  'refresh.failed',
  'run.failed',
  'schedule.paused',
]

/** What somebody is told of this schedule: because of it alone, or because of the whole team. */
export function toldOf(
  { tells }: Notice,
  schedule: string,
): { readonly own: readonly Told[]; readonly team: readonly Told[] } {
  const typesOf = (wanted: string | null) => tells.flatMap((tell) => (tell.schedule === wanted ? tell.types : []))
  return { own: typesOf(schedule), team: typesOf(null).filter((type) => Object.hasOwn(toldWords, type)) }
}

/** The same with these types told of the schedule; none: nothing of it alone any more. */
export function withTold(tells: Tells, schedule: string, types: readonly Told[]): Tells {
  const others = tells.filter((tell) => tell.schedule !== schedule)
  return types.length === 0 ? others : [...others, { schedule, types: [...types] }]
}
