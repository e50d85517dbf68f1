import type { Call, Services } from '../call.ts'
import { findDataset } from '../datasets/dataset.ts'
import { teamFor } from '../teams/team-for.ts'
import { datasetsOf, findRefresh, type Refresh, refreshColumns, refreshOf } from './refresh.ts'

export interface RefreshQuery {
  readonly team: string
  /** By id or name. */
  readonly dataset?: string | undefined
  readonly schedule?: string | undefined
  readonly state?: Refresh['state'] | undefined
  /** The id of a refresh: those that began before it. */
  readonly before?: string | undefined
  readonly limit: number
}

/** The history: the newest first, each with its datasets and why they were published or not. */
export async function listRefreshes(
  { store }: Pick<Services, 'store'>,
  call: Call,
  query: RefreshQuery,
): Promise<{ readonly refreshes: Refresh[]; readonly next: string | null }> {
  const { id: team } = await teamFor({ store }, call, 'datasets.read', query.team)
  const { schedule, state, before, limit } = query
  return store.readTeam(team, async (db) => {
    let all = db.selectFrom('refreshes').select(refreshColumns).where('team_id', '=', team)
    if (query.dataset !== undefined) {
      const { id: dataset } = await findDataset(db, team, query.dataset)
      all = all.where('id', 'in', (of) =>
        of
          .selectFrom('refresh_datasets')
          .select('refresh_id')
          .where('team_id', '=', team)
          .where('dataset_id', '=', dataset),
      )
    }
    if (schedule !== undefined) all = all.where('schedule_id', '=', schedule)
    if (state !== undefined) all = all.where('state', '=', state)
    if (before !== undefined) {
      const { startedAt } = await findRefresh(db, team, before)
      all = all.where((is) =>
        is.or([is('started_at', '<', startedAt), is.and([is('started_at', '=', startedAt), is('id', '<', before)])]),
      )
    }
    const rows = await all
      .orderBy('started_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
    const shown = rows.slice(0, limit)
    const ids = shown.map(({ id }) => id)
    const datasets = ids.length === 0 ? [] : await datasetsOf(db, team, ids)
    const refreshes = shown.map((row) =>
      refreshOf(
        row,
        datasets.filter(({ refresh_id }) => refresh_id === row.id),
      ),
    )
    return { refreshes, next: rows.length > limit ? refreshes.at(-1)!.id : null }
  })
}

export async function readRefresh(
  { store }: Pick<Services, 'store'>,
  call: Call,
  { team: named, refresh }: { readonly team: string; readonly refresh: string },
): Promise<Refresh> {
  const { id: team } = await teamFor({ store }, call, 'datasets.read', named)
  return store.readTeam(team, (db) => findRefresh(db, team, refresh))
}
