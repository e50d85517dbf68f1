import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'

/** What the services of schedules stand on. */
export type ScheduleServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'clock' | 'newId'>

/** The team, for whoever may have its data made anew: a schedule does nothing that its owner could not do by hand. */
export async function teamToSchedule(services: Pick<Services, 'store'>, call: Call, named: string): Promise<string> {
  const { id: team } = await teamFor(services, call, 'schedules.write', named)
  await teamFor(services, call, 'jobs.start', team)
  await teamFor(services, call, 'datasets.write', team)
  return team
}
