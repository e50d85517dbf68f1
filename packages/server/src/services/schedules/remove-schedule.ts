import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { cancelOthers } from './cancel-others.ts'
import { refuseConfigured } from './configured-schedule.ts'
import { decideDue } from './decide-due.ts'
import { findSchedule } from './schedule.ts'
import type { ScheduleServices } from './schedule-services.ts'

/** Nothing of it is begun any more; what is under way goes on to its end, and its history stays. */
export async function removeSchedule(
  services: ScheduleServices,
  call: Call,
  { team: named, schedule: id }: { readonly team: string; readonly schedule: string },
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'schedules.write', named)
  const now = await services.clock()
  await change(services, call, team, async (tx, note) => {
    const found = await findSchedule(tx, team, id)
    refuseConfigured(found, 'it is removed')
    const { schedule } = await decideDue(services, tx, note, found, { now, stopped: 'removed', decidedBy: 'system' })
    await cancelOthers(tx, note, schedule, { now, reason: 'removed', withRunning: false })
    await tx
      .updateTable('schedules')
      .set({ removed_at: now.toISOString(), next_at: null, next_planned: null })
      .where('team_id', '=', team)
      .where('id', '=', id)
      .execute()
    note.audit({ action: 'schedule.remove', subject: `schedule:${id}`, details: { name: schedule.name } })
    note.event({ type: 'schedule.removed', subject: `schedule:${id}`, data: { schedule: id, name: schedule.name } })
  })
}
