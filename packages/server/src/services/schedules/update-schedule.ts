import { parseRecurrence } from '../../scheduler/recurrence.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { wantedDatasets } from '../datasets/wanted-datasets.ts'
import { requireMatch } from '../require-match.ts'
import { refuseConfigured } from './configured-schedule.ts'
import { moveSchedule } from './move-schedule.ts'
import {
  datasetNames,
  findSchedule,
  policiesOf,
  recurrenceOf,
  refuseTakenName,
  type Schedule,
  type ScheduleRow,
  scheduleOf,
  seedPlace,
} from './schedule.ts'
import { type ScheduleInput, withPolicies } from './schedule-input.ts'
import { type ScheduleServices, teamToSchedule } from './schedule-services.ts'

export type ScheduleChange = { readonly [Name in keyof ScheduleInput]?: ScheduleInput[Name] | undefined }

/** What is left out stays. What is due at this moment by a recurrence that is changed is not done, and that is recorded. */
export async function updateSchedule(
  services: ScheduleServices,
  call: Call,
  { team: named, schedule: id }: { readonly team: string; readonly schedule: string },
  changes: ScheduleChange,
): Promise<Schedule> {
  const team = await teamToSchedule(services, call, named)
  const now = await services.clock()
  const { name, datasets, recurrence, policies, seed, together } = changes
  const found = await services.store.readTeam(team, (db) => findSchedule(db, team, id))
  const ids = datasets ? (await wantedDatasets(services, team, datasets)).map((one) => one.id) : datasets
  const wanted = recurrence && parseRecurrence(recurrence, now, recurrenceOf(found))
  const changed = {
    ...(name === undefined ? {} : { name }),
    ...(ids === undefined ? {} : { datasets: ids === null ? null : JSON.stringify(ids) }),
    ...(seed === undefined
      ? {}
      : { seed_sealed: seed === null ? null : await services.sealer.sealJson(team, seedPlace(id), seed) }),
    ...(together === undefined ? {} : { together: together ? (1 as const) : (0 as const) }),
    updated_at: now.toISOString(),
  }
  const shown =
    call.ifMatch === undefined ? undefined : await services.store.readTeam(team, (db) => datasetNames(db, team))
  const seen = shown && (await scheduleOf(services, found, shown))
  const { row, names } = await change(services, call, team, async (tx, note) => {
    const current = await findSchedule(tx, team, id)
    // What was looked at is what is changed: the sealed seed is not opened while the team's file is held.
    if (seen) requireMatch(call, sameAs(current, found) ? seen : { changed: current.updated_at })
    if (name !== undefined) await refuseTakenName(tx, team, name, id)
    if (wanted) refuseConfigured(current, 'it is changed')
    const moved = wanted ? await moveSchedule(services, tx, note, current, { recurrence: wanted, now }) : current
    const row = {
      ...moved,
      ...changed,
      policies: JSON.stringify(withPolicies(policiesOf(current), policies)),
    }
    const { team_id: _team, id: _id, ...values } = row
    await tx.updateTable('schedules').set(values).where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({
      action: 'schedule.change',
      subject: `schedule:${id}`,
      before: toldOf(current),
      after: toldOf(row),
    })
    note.event({ type: 'schedule.changed', subject: `schedule:${id}`, data: { schedule: id, name: row.name } })
    return { row, names: await datasetNames(tx, team) }
  })
  return scheduleOf(services, row, names)
}

function toldOf({ name, datasets, recurrence, policies, together }: ScheduleRow): object {
  return { name, datasets, recurrence, policies, together }
}

function sameAs(a: ScheduleRow, b: ScheduleRow): boolean {
  return a.updated_at === b.updated_at && a.next_at === b.next_at && a.failures === b.failures && a.status === b.status
}
