import { nameOf } from '../../auth/actor.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { cancelOthers } from './cancel-others.ts'
import { decideDue } from './decide-due.ts'
import { datasetNames, findSchedule, type Schedule, type ScheduleRow, scheduleOf } from './schedule.ts'
import { type ScheduleServices, teamToSchedule } from './schedule-services.ts'

interface Named {
  readonly team: string
  readonly schedule: string
}

/** Its occurrences are recorded and not done until it is resumed; what waits for its turn is cancelled. Safe to repeat. */
export async function pauseSchedule(services: ScheduleServices, call: Call, named: Named): Promise<Schedule> {
  const { id: team } = await teamFor(services, call, 'schedules.write', named.team)
  const now = await services.clock()
  const { row, names } = await change(services, call, team, async (tx, note) => {
    const found = await findSchedule(tx, team, named.schedule)
    const names = await datasetNames(tx, team)
    if (found.status === 'paused') return { row: found, names }
    const { schedule } = await decideDue(services, tx, note, found, { now, stopped: 'paused', decidedBy: 'system' })
    await cancelOthers(tx, note, schedule, { now, reason: 'paused', withRunning: false })
    const paused = {
      status: 'paused' as const,
      paused_reason: 'by-hand' as const,
      paused_at: now.toISOString(),
      paused_by: nameOf(call.actor),
    }
    const { id, name, failures } = schedule
    await tx.updateTable('schedules').set(paused).where('team_id', '=', team).where('id', '=', id).execute()
    const told = { schedule: id, name, failures: Number(failures), reason: 'by-hand' }
    note.audit({ action: 'schedule.pause', subject: `schedule:${id}`, details: told })
    note.event({ type: 'schedule.paused', subject: `schedule:${id}`, data: told })
    return { row: { ...schedule, ...paused }, names }
  })
  return scheduleOf(services, row, names)
}

/** From the next occurrence after now on; its failures are forgotten. Safe to repeat. */
export async function resumeSchedule(services: ScheduleServices, call: Call, named: Named): Promise<Schedule> {
  const team = await teamToSchedule(services, call, named.team)
  const now = await services.clock()
  const { row, names } = await change(services, call, team, async (tx, note) => {
    const found = await findSchedule(tx, team, named.schedule)
    if (found.status === 'active') return { row: found, names: await datasetNames(tx, team) }
    const { schedule } = await decideDue(services, tx, note, found, { now, stopped: 'paused', decidedBy: 'system' })
    const active = {
      status: 'active' as const,
      paused_reason: null,
      paused_at: null,
      paused_by: null,
      failures: 0,
    }
    const { id, name } = schedule
    await tx.updateTable('schedules').set(active).where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({ action: 'schedule.resume', subject: `schedule:${id}` })
    note.event({ type: 'schedule.resumed', subject: `schedule:${id}`, data: { schedule: id, name } })
    const row: ScheduleRow = { ...schedule, ...active }
    return { row, names: await datasetNames(tx, team) }
  })
  return scheduleOf(services, row, names)
}
