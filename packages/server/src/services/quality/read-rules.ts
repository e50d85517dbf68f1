import type { QualityRules } from '@understudy/sdk/quality'
import type { Call, Services } from '../call.ts'
import { datasetKey } from '../datasets/chunks/dataset-key.ts'
import { findDataset } from '../datasets/dataset.ts'
import { teamFor } from '../teams/team-for.ts'
import { findRules, noRules, type RulesVersion, rulesRead } from './rules-version.ts'

/** The rules of a dataset: the newest, or an earlier version of them. */
export async function readRules(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  query: { readonly team: string; readonly dataset: string; readonly version?: number | undefined },
): Promise<RulesVersion & { readonly file: QualityRules }> {
  const { id: team } = await teamFor(services, call, 'quality.read', query.team)
  const row = await services.store.readTeam(team, async (db) => {
    const { id: dataset } = await findDataset(db, team, query.dataset)
    return findRules(db, { team, dataset, version: query.version })
  })
  if (!row) throw noRules(query.version)
  const key = await datasetKey(services, team, row.dataset_id)
  return rulesRead(key, row)
}
