import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Dataset, findDataset } from './dataset.ts'

export async function readDataset(
  { store }: Pick<Services, 'store'>,
  call: Call,
  teamNamed: string,
  named: string,
): Promise<Dataset> {
  const { id: team } = await teamFor({ store }, call, 'datasets.read', teamNamed)
  return store.readTeam(team, (db) => findDataset(db, team, named))
}
