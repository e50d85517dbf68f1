import type { Answer } from '../../api.ts'

export type Notice = Answer<'get', '/teams/:team/notifications'>['notifications'][number]
export type Told = Notice['tells'][number]['types'][number]

/** When somebody can be told, the most wanted first. */
const toldWords: Record<Told, string> = {
  'refresh.refused': 'a gate refuses a refresh',
  'refresh.failed': 'a refresh fails',
  'refresh.published': 'a refresh is published',
  'refresh.cancelled': 'a refresh is cancelled',
  'run.failed': 'a run of a schedule cannot be begun',
  'run.skipped': 'a run of a schedule is skipped',
  'schedule.paused': 'a schedule is paused',
  'version.refused': 'a version is refused by its rules',
  'incident.opened': 'an incident opens',
  'environment.health': 'the health of an environment changes',
}
/** What somebody who has to look is told at the least. */
export const usualTold: readonly Told[] = [
  'refresh.refused',
  'refresh.failed',
  'run.failed',
  'schedule.paused',
  'incident.opened',
]

/** Object.entries knows no key types; the table is const. */
export function toldEntries(): readonly (readonly [Told, string])[] {
  return Object.entries(toldWords) as [Told, string][]
}

/** What an address is told, in one line. */
export function tellsWords({ tells }: Notice): string {
  const ofTeam = tells.filter(({ schedule }) => schedule === null).flatMap(({ types }) => types)
  const schedules = tells.filter(({ schedule }) => schedule !== null).length
  return [
    ...(ofTeam.length > 0 ? [`when ${ofTeam.map((type) => toldWords[type]).join(', ')}`] : []),
    ...(schedules > 0 ? [`of ${schedules} ${schedules === 1 ? 'schedule' : 'schedules'} by itself`] : []),
  ].join('; ')
}

/** The same, with these types told of the whole team; what is told of single schedules stays. */
export function withTeamTold(tells: Notice['tells'], types: readonly Told[]): Notice['tells'] {
  const others = tells.filter(({ schedule }) => schedule !== null)
  return types.length === 0 ? others : [{ schedule: null, types: [...types] }, ...others]
}
