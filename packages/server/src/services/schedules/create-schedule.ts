import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import { parseRecurrence } from '../../scheduler/recurrence.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { wantedDatasets } from '../datasets/wanted-datasets.ts'
import { newScheduleRow } from './new-schedule-row.ts'
import { datasetNames, mostSchedules, refuseTakenName, type Schedule, scheduleOf, seedPlace } from './schedule.ts'
import { type ScheduleInput, withPolicies } from './schedule-input.ts'
import { type ScheduleServices, teamToSchedule } from './schedule-services.ts'

/** From the next occurrence after now on. */
export async function createSchedule(
  services: ScheduleServices,
  call: Call,
  { team: named, ...input }: ScheduleInput & { readonly team: string },
): Promise<Schedule> {
  const team = await teamToSchedule(services, call, named)
  const now = await services.clock()
  const recurrence = parseRecurrence(input.recurrence, now)
  const { datasets, seed } = input
  const ids = datasets ? (await wantedDatasets(services, team, datasets)).map(({ id }) => id) : null
  const id = services.newId()
  const row = newScheduleRow(
    {
      team_id: team,
      id,
      name: input.name,
      datasets: ids === null ? null : JSON.stringify(ids),
      policies: JSON.stringify(withPolicies(undefined, input.policies)),
      configured: 0,
      seed_sealed: seed ? await services.sealer.sealJson(team, seedPlace(id), seed) : null,
      together: (input.together ?? true) ? 1 : 0,
      created_by: nameOf(call.actor),
    },
    recurrence,
    now,
  )
  const names = await change(services, call, team, async (tx, note) => {
    await refuseTakenName(tx, team, row.name)
    await refuseTooMany(tx, team)
    await tx.insertInto('schedules').values(row).execute()
    const { name, policies } = row
    note.audit({
      action: 'schedule.create',
      subject: `schedule:${id}`,
      after: { name, datasets: ids, recurrence, policies },
    })
    note.event({ type: 'schedule.created', subject: `schedule:${id}`, data: { schedule: id, name } })
    return datasetNames(tx, team)
  })
  return scheduleOf(services, row, names)
}

async function refuseTooMany(tx: TeamTransaction, team: string): Promise<void> {
  const { count } = await tx
    .selectFrom('schedules')
    .where('team_id', '=', team)
    .where('removed_at', 'is', null)
    .select(({ fn }) => fn.countAll<number | string | bigint>().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) < mostSchedules) return
  throw new RequestError('LIMIT_EXCEEDED', {
    message: `a team has at most ${mostSchedules} schedules`,
    hint: 'Remove one that is not needed any more.',
    details: { limit: 'schedules', most: mostSchedules },
  })
}
