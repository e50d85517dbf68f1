import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import { parseRecurrence, type Recurrence } from '../../scheduler/recurrence.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call, Services } from '../call.ts'
import type { TeamNote } from '../change.ts'
import { cancelOthers } from './cancel-others.ts'
import { moveSchedule } from './move-schedule.ts'
import { newScheduleRow } from './new-schedule-row.ts'
import { recurrenceOf, type ScheduleRow } from './schedule.ts'
import { withPolicies } from './schedule-input.ts'

/**
 * Sees to it that the whole team is made anew when its configuration says, in the transaction that writes that: by a
 * schedule that is made, moved, or removed with it. How it is done otherwise, people say of that schedule.
 */
export async function scheduleAsConfigured(
  services: Pick<Services, 'newId'>,
  call: Call,
  tx: TeamTransaction,
  note: TeamNote,
  { team, wanted, now }: { readonly team: string; readonly wanted: Recurrence | undefined; readonly now: Date },
): Promise<void> {
  const known = await tx
    .selectFrom('schedules')
    .selectAll()
    .where('team_id', '=', team)
    .where('configured', '=', 1)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  const recurrence = wanted && parseRecurrence(wanted, now, known && recurrenceOf(known))
  if (recurrence === undefined) {
    if (known) await remove(tx, note, known, now)
    return
  }
  if (known) {
    const moved = await moveSchedule(services, tx, note, known, { recurrence, now })
    if (moved === known) return
    const { team_id: _team, id, ...values } = { ...moved, updated_at: now.toISOString() }
    await tx.updateTable('schedules').set(values).where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({ action: 'schedule.change', subject: `schedule:${id}`, after: { recurrence } })
    note.event({ type: 'schedule.changed', subject: `schedule:${id}`, data: { schedule: id, name: known.name } })
    return
  }
  const id = services.newId()
  const name = await freeName(tx, team, id)
  const row = newScheduleRow(
    {
      team_id: team,
      id,
      name,
      datasets: null,
      policies: JSON.stringify(withPolicies(undefined)),
      seed_sealed: null,
      together: 1,
      configured: 1,
      created_by: nameOf(call.actor),
    },
    recurrence,
    now,
  )
  await tx.insertInto('schedules').values(row).execute()
  note.audit({ action: 'schedule.create', subject: `schedule:${id}`, after: { name, recurrence } })
  note.event({ type: 'schedule.created', subject: `schedule:${id}`, data: { schedule: id, name } })
}

/** What the configuration says is changed there. */
export function refuseConfigured({ configured }: Pick<ScheduleRow, 'configured'>, what: string): void {
  if (Number(configured) !== 1) return
  throw new RequestError('CONFLICT', {
    message: `the configuration of the team says when this is done: ${what} there`,
    hint: 'Change refreshPreferences.schedule of the configuration.',
  })
}

async function remove(tx: TeamTransaction, note: TeamNote, known: ScheduleRow, now: Date): Promise<void> {
  const { team_id, id, name } = known
  await cancelOthers(tx, note, known, { now, reason: 'removed', withRunning: false })
  await tx
    .updateTable('schedules')
    .set({ removed_at: now.toISOString(), next_at: null, next_planned: null })
    .where('team_id', '=', team_id)
    .where('id', '=', id)
    .execute()
  note.audit({ action: 'schedule.remove', subject: `schedule:${id}`, details: { name } })
  note.event({ type: 'schedule.removed', subject: `schedule:${id}`, data: { schedule: id, name } })
}

async function freeName(tx: TeamTransaction, team: string, id: string): Promise<string> {
  const usual = 'As configured'
  const taken = await tx
    .selectFrom('schedules')
    .select('id')
    .where('team_id', '=', team)
    .where('name', '=', usual)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return taken ? `${usual} ${id.slice(-6)}` : usual
}
