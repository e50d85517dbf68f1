import type { Call, Services } from '../call.ts'
import { findDataset } from '../datasets/dataset.ts'
import { teamFor } from '../teams/team-for.ts'
import { type RulesVersion, rulesVersionOf } from './rules-version.ts'

/** All but the rules themselves. */
const columns = [
  'team_id',
  'dataset_id',
  'version',
  'hash',
  'rules',
  'gate',
  'samples',
  'created_at',
  'created_by',
] as const

/** The newest rules of each dataset that has some, by the dataset's id. */
export async function listRules(
  { store }: Pick<Services, 'store'>,
  call: Call,
  query: { readonly team: string; readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly rules: RulesVersion[]; readonly next: string | null }> {
  const { id: team } = await teamFor({ store }, call, 'quality.read', query.team)
  const rows = await store.readTeam(team, (db) => {
    const all = db.selectFrom('quality_rules').select(columns).where('team_id', '=', team)
    const later = query.after === undefined ? all : all.where('dataset_id', '>', query.after)
    return later
      .where((is) =>
        is(
          'version',
          '=',
          is
            .selectFrom('quality_rules as newer')
            .select(({ fn }) => fn.max('newer.version').as('version'))
            .where('newer.team_id', '=', team)
            .whereRef('newer.dataset_id', '=', 'quality_rules.dataset_id'),
        ),
      )
      .orderBy('dataset_id')
      .limit(query.limit + 1)
      .execute()
  })
  const rules = rows.slice(0, query.limit).map(rulesVersionOf)
  return { rules, next: rows.length > query.limit ? rules.at(-1)!.dataset : null }
}

/** All versions of the rules of one dataset, the newest first. */
export async function listRulesVersions(
  { store }: Pick<Services, 'store'>,
  call: Call,
  query: {
    readonly team: string
    readonly dataset: string
    readonly before?: number | undefined
    readonly limit: number
  },
): Promise<{ readonly versions: RulesVersion[]; readonly next: number | null }> {
  const { id: team } = await teamFor({ store }, call, 'quality.read', query.team)
  const rows = await store.readTeam(team, async (db) => {
    const { id } = await findDataset(db, team, query.dataset)
    const all = db.selectFrom('quality_rules').select(columns).where('team_id', '=', team).where('dataset_id', '=', id)
    const older = query.before === undefined ? all : all.where('version', '<', query.before)
    return older
      .orderBy('version', 'desc')
      .limit(query.limit + 1)
      .execute()
  })
  const versions = rows.slice(0, query.limit).map(rulesVersionOf)
  return { versions, next: rows.length > query.limit ? versions.at(-1)!.version : null }
}
