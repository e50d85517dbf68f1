import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Dataset, datasetColumns, datasetOf } from './dataset.ts'

export interface DatasetPage {
  readonly datasets: readonly Dataset[]
  /** What `after` has to be for the next page; null where there is none. */
  readonly next: string | null
}

/** By name. */
export async function listDatasets(
  { store }: Pick<Services, 'store'>,
  call: Call,
  query: {
    readonly team: string
    readonly archived: boolean
    readonly after: string | undefined
    readonly limit: number
  },
): Promise<DatasetPage> {
  const { id: team } = await teamFor({ store }, call, 'datasets.read', query.team)
  const rows = await store.readTeam(team, (db) => {
    let all = db
      .selectFrom('datasets')
      .select(datasetColumns)
      .where('team_id', '=', team)
      .where('erased_at', 'is', null)
      .where('archived_at', query.archived ? 'is not' : 'is', null)
    if (query.after !== undefined) all = all.where('name', '>', query.after)
    return all
      .orderBy('name')
      .limit(query.limit + 1)
      .execute()
  })
  const datasets = rows.slice(0, query.limit).map(datasetOf)
  return { datasets, next: rows.length > query.limit ? datasets.at(-1)!.name : null }
}
