import type { Services } from '../call.ts'
import { type Dataset, datasetColumns, datasetOf, findDataset } from './dataset.ts'

/** Those that are named, each once, by id or name; all of the team, by name, where none are. */
export async function wantedDatasets(
  { store }: Pick<Services, 'store'>,
  team: string,
  named: readonly string[] | undefined,
): Promise<Dataset[]> {
  return store.readTeam(team, async (db) => {
    if (named !== undefined) {
      const found = new Map<string, Dataset>()
      for (const one of named) {
        const dataset = await findDataset(db, team, one)
        found.set(dataset.id, dataset)
      }
      return [...found.values()]
    }
    const rows = await db
      .selectFrom('datasets')
      .select(datasetColumns)
      .where('team_id', '=', team)
      .where('erased_at', 'is', null)
      .orderBy('name')
      .execute()
    return rows.map(datasetOf)
  })
}
