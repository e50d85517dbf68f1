import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { refreshStates } from '../refresh/refresh.ts'
import { teamFor } from '../teams/team-for.ts'
import { noSuchRun, type Run, type RunStatus, runOf, runsOf } from './run.ts'

export interface RunQuery {
  readonly team: string
  /** Of one; of all, those that were removed among them, where it is left out. */
  readonly schedule?: string | undefined
  readonly status?: RunStatus | undefined
  /** `next` of the page before. */
  readonly cursor?: string | undefined
  readonly limit: number
}

export interface RunPage {
  readonly runs: readonly Run[]
  readonly next: string | null
}

/** What was decided last comes first. */
export async function listRuns({ store }: Pick<Services, 'store'>, call: Call, query: RunQuery): Promise<RunPage> {
  const { id: team } = await teamFor({ store }, call, 'schedules.read', query.team)
  const { schedule, status, limit } = query
  const before = query.cursor === undefined ? undefined : placeOf(query.cursor)
  const rows = await store.readTeam(team, async (db) => {
    let all = runsOf(db, team)
    if (schedule !== undefined) {
      await requireSchedule(db, team, schedule)
      all = all.where('r.schedule_id', '=', schedule)
    }
    if (status !== undefined) {
      // What is under way is what its refresh says.
      const said = refreshStates.find((state) => state === status)
      all = all.where((is) =>
        said === undefined
          ? is('r.state', '=', status)
          : is.or([
              is.and([is('r.state', '=', status), is('r.state', '<>', 'running')]),
              is.and([is('r.state', '=', 'running'), is('f.state', '=', said)]),
            ]),
      )
    }
    if (before !== undefined) {
      const { at, id } = before
      all = all.where((is) =>
        is.or([is('r.decided_at', '<', at), is.and([is('r.decided_at', '=', at), is('r.id', '<', id)])]),
      )
    }
    return all
      .orderBy('r.decided_at', 'desc')
      .orderBy('r.id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const last = rows[limit - 1]
  return {
    runs: rows.slice(0, limit).map(runOf),
    next: rows.length > limit && last !== undefined ? `${last.decided_at} ${last.id}` : null,
  }
}

export async function readRun(
  { store }: Pick<Services, 'store'>,
  call: Call,
  {
    team: named,
    schedule,
    scheduleRun,
  }: { readonly team: string; readonly schedule: string; readonly scheduleRun: string },
): Promise<Run> {
  const { id: team } = await teamFor({ store }, call, 'schedules.read', named)
  const row = await store.readTeam(team, (db) =>
    runsOf(db, team).where('r.schedule_id', '=', schedule).where('r.id', '=', scheduleRun).executeTakeFirst(),
  )
  if (!row) throw noSuchRun()
  return runOf(row)
}

/** One that was removed has a history all the same. */
async function requireSchedule(db: Parameters<typeof runsOf>[0], team: string, id: string): Promise<void> {
  const row = await db
    .selectFrom('schedules')
    .select('id')
    .where('team_id', '=', team)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new RequestError('NOT_FOUND', { message: 'there is no such schedule in the team' })
}

function placeOf(cursor: string): { readonly at: string; readonly id: string } {
  const [at, id] = cursor.split(' ')
  if (at !== undefined && id !== undefined && !Number.isNaN(Date.parse(at))) return { at, id }
  throw new RequestError('REQUEST_INVALID', {
    message: 'this is no cursor of a list of runs',
    details: { problems: [{ path: 'cursor', message: 'take `next` of the page before' }] },
  })
}
