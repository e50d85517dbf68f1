import type { Call, Services } from '../call.ts'
import { findDataset } from '../datasets/dataset.ts'
import { teamFor } from '../teams/team-for.ts'
import { type RunListed, runColumns, runOf } from './quality-run.ts'

interface RunsQuery {
  readonly team: string
  readonly dataset?: string | undefined
  readonly version?: number | undefined
  /** The id of a run: those that began before it. */
  readonly before?: string | undefined
  readonly limit: number
}

/** The history: the newest first. */
export async function listRuns(
  { store }: Pick<Services, 'store'>,
  call: Call,
  query: RunsQuery,
): Promise<{ readonly runs: RunListed[]; readonly next: string | null }> {
  const { id: team } = await teamFor({ store }, call, 'quality.read', query.team)
  const rows = await store.readTeam(team, async (db) => {
    let all = db.selectFrom('quality_runs').select(runColumns).where('team_id', '=', team)
    if (query.dataset !== undefined) {
      all = all.where('dataset_id', '=', (await findDataset(db, team, query.dataset)).id)
    }
    if (query.version !== undefined) all = all.where('version', '=', query.version)
    // Ids grow with time.
    if (query.before !== undefined) all = all.where('id', '<', query.before)
    return all
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .execute()
  })
  const runs = rows.slice(0, query.limit).map(runOf)
  return { runs, next: rows.length > query.limit ? runs.at(-1)!.id : null }
}
