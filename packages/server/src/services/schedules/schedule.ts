import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import type { Sealer } from '../../crypto/sealer.ts'
import { RequestError } from '../../errors/request-error.ts'
import { type Occurrence, plannedIn } from '../../scheduler/occurrence.ts'
import { type Policies, policiesShape } from '../../scheduler/policies.ts'
import { type Recurrence, recurrenceShape } from '../../scheduler/recurrence.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { RefreshSeed } from '../refresh/remake-for.ts'

export type ScheduleRow = Selectable<TeamTables['schedules']>

export interface Schedule {
  readonly id: string
  readonly name: string
  /** Null: all of the team. One that was erased has no name. */
  readonly datasets: readonly { readonly dataset: string; readonly name: string | null }[] | null
  readonly recurrence: Recurrence
  /** Its recurrence is what the configuration of the team says, and is changed there. */
  readonly configured: boolean
  readonly policies: Policies
  /** Null: as the team prefers. */
  readonly seed: RefreshSeed | null
  /** All published at once, or none. */
  readonly together: boolean
  readonly status: 'active' | 'paused'
  readonly paused: {
    readonly reason: 'by-hand' | 'failures'
    readonly at: string
    readonly by: string
  } | null
  /** One after the other, up to now. */
  readonly failures: number
  /** Null while it is paused, and where none comes any more. */
  readonly next: Occurrence | null
  readonly createdAt: string
  readonly createdBy: string
  readonly updatedAt: string
}

/** So many has a team at most. */
export const mostSchedules = 100

/** Where the seed is sealed: it is in somebody's own words. */
export const seedPlace = (schedule: string) => `schedules/seed/${schedule}`

const seedShape = z.union([z.enum(['new', 'same']), z.strictObject({ seed: z.union([z.string(), z.number()]) })])

export function recurrenceOf({ recurrence }: Pick<ScheduleRow, 'recurrence'>): Recurrence {
  return recurrenceShape.parse(JSON.parse(recurrence))
}

export function policiesOf({ policies }: Pick<ScheduleRow, 'policies'>): Policies {
  return policiesShape.parse(JSON.parse(policies))
}

export function datasetIdsOf({ datasets }: Pick<ScheduleRow, 'datasets'>): string[] | null {
  return datasets === null ? null : z.array(z.string()).parse(JSON.parse(datasets))
}

export async function seedOf(
  { sealer }: { readonly sealer: Pick<Sealer, 'openJson'> },
  { team_id, id, seed_sealed }: Pick<ScheduleRow, 'team_id' | 'id' | 'seed_sealed'>,
): Promise<RefreshSeed | null> {
  return seed_sealed === null ? null : seedShape.parse(await sealer.openJson(team_id, seedPlace(id), seed_sealed))
}

/** As it is shown; `names` are those of datasets that are there. */
export async function scheduleOf(
  services: { readonly sealer: Pick<Sealer, 'openJson'> },
  row: ScheduleRow,
  names: ReadonlyMap<string, string>,
): Promise<Schedule> {
  const { status, paused_reason: reason, paused_at: at, paused_by: by, next_planned: planned } = row
  const recurrence = recurrenceOf(row)
  return {
    id: row.id,
    name: row.name,
    datasets: datasetIdsOf(row)?.map((dataset) => ({ dataset, name: names.get(dataset) ?? null })) ?? null,
    recurrence,
    configured: Number(row.configured) === 1,
    policies: policiesOf(row),
    seed: await seedOf(services, row),
    together: row.together === 1,
    status,
    paused: reason === null || at === null || by === null ? null : { reason, at, by },
    failures: Number(row.failures),
    next: status === 'paused' || planned === null ? null : plannedIn(planned, recurrence.timezone),
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
  }
}

/** Of all datasets that are there. */
export async function datasetNames(db: Kysely<TeamTables>, team: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('datasets')
    .select(['id', 'name'])
    .where('team_id', '=', team)
    .where('erased_at', 'is', null)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** One that was not removed. */
export async function findSchedule(db: Kysely<TeamTables>, team: string, id: string): Promise<ScheduleRow> {
  const row = await db
    .selectFrom('schedules')
    .selectAll()
    .where('team_id', '=', team)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new RequestError('NOT_FOUND', { message: 'there is no such schedule in the team' })
  return row
}

export async function refuseTakenName(db: Kysely<TeamTables>, team: string, name: string, own?: string): Promise<void> {
  const other = await db
    .selectFrom('schedules')
    .select('id')
    .where('team_id', '=', team)
    .where('name', '=', name)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (other === undefined || other.id === own) return
  throw new RequestError('CONFLICT', {
    message: 'another schedule of the team has this name',
    details: { schedule: other.id },
  })
}
