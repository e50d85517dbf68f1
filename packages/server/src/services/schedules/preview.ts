import type { Occurrence } from '../../scheduler/occurrence.ts'
import { previewOf } from '../../scheduler/occurrences.ts'
import { parseRecurrence, type Recurrence } from '../../scheduler/recurrence.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { findSchedule, recurrenceOf } from './schedule.ts'

type PreviewServices = Pick<Services, 'store' | 'clock'>

export interface Preview {
  /** Spelled out. */
  readonly recurrence: Recurrence
  readonly occurrences: readonly Occurrence[]
}

/** When something would be done, before there is a schedule. */
export async function previewRecurrence(
  services: PreviewServices,
  call: Call,
  asked: {
    readonly team: string
    readonly recurrence: Recurrence
    readonly count: number
    readonly after?: string | undefined
  },
): Promise<Preview> {
  await teamFor(services, call, 'schedules.read', asked.team)
  const now = await services.clock()
  const recurrence = parseRecurrence(asked.recurrence, now)
  const after = asked.after === undefined ? now : new Date(asked.after)
  return { recurrence, occurrences: previewOf(recurrence, after, asked.count) }
}

/** The next of a schedule; of one that is paused, those that would be. */
export async function nextOfSchedule(
  services: PreviewServices,
  call: Call,
  { team: named, schedule, count }: { readonly team: string; readonly schedule: string; readonly count: number },
): Promise<Preview> {
  const { id: team } = await teamFor(services, call, 'schedules.read', named)
  const row = await services.store.readTeam(team, (db) => findSchedule(db, team, schedule))
  const recurrence = recurrenceOf(row)
  const now = await services.clock()
  const after = new Date(Math.max(now.getTime(), Date.parse(row.decided_at)))
  return { recurrence, occurrences: previewOf(recurrence, after, count) }
}
