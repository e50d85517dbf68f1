import { change } from '../../change.ts'
import { decideDue, zoneRules } from '../decide-due.ts'
import { callForSchedule, type TickServices } from './tick-services.ts'

/** Each occurrence that is due is decided: once, whatever other process looks at the same time. */
export async function decideSchedules(services: TickServices, team: string, signal: AbortSignal): Promise<void> {
  const { store } = services
  const now = await services.clock()
  const at = now.toISOString()
  const due = await store.readTeam(team, (db) =>
    db
      .selectFrom('schedules')
      .select('id')
      .where('team_id', '=', team)
      .where('removed_at', 'is', null)
      .where('next_at', 'is not', null)
      // What newer rules of time zones have moved is reckoned again; older ones do not move it back.
      .where((is) => is.or([is('next_at', '<=', at), is('zone_rules', '<', zoneRules)]))
      .orderBy('next_at')
      .execute(),
  )
  if (due.length === 0) return
  const state = await store.readSystem((db) =>
    db.selectFrom('teams').select('status').where('id', '=', team).executeTakeFirst(),
  )
  const stopped = state?.status === 'active' ? null : 'team-archived'
  for (const { id } of due) {
    if (signal.aborted) return
    const decided = await change(services, callForSchedule(services, 'system', signal), team, async (tx, note) => {
      const schedule = await tx
        .selectFrom('schedules')
        .selectAll()
        .where('team_id', '=', team)
        .where('id', '=', id)
        .where('removed_at', 'is', null)
        .executeTakeFirst()
      // Another has decided it.
      if (!schedule?.next_at || (schedule.next_at > at && schedule.zone_rules >= zoneRules)) return []
      const { runs } = await decideDue(services, tx, note, schedule, { now, stopped, decidedBy: 'system' })
      return runs
    })
    for (const run of decided) services.figures?.decided(run)
  }
}
