import type { Call, Services } from '../call.ts'
import { findDataset } from '../datasets/dataset.ts'
import { teamFor } from '../teams/team-for.ts'
import { type RulesVersion, rulesVersionOf } from './rules-version.ts'

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

export interface RulesQuery {
  readonly team: string
  /** Of this one all versions, the newest first; without it the newest of each, by the dataset's id. */
  readonly dataset?: string | undefined
  /** `next` of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

export async function listRules(
  { store }: Pick<Services, 'store'>,
  call: Call,
  query: RulesQuery,
): Promise<{ readonly rules: RulesVersion[]; readonly next: string | null }> {
  const { id: team } = await teamFor({ store }, call, 'quality.read', query.team)
  const rows = await store.readTeam(team, async (db) => {
    const all = db.selectFrom('quality_rules').select(columns).where('team_id', '=', team)
    if (query.dataset !== undefined) {
      const { id } = await findDataset(db, team, query.dataset)
      const older = query.after === undefined ? all : all.where('version', '<', Number(query.after) || 0)
      return older
        .where('dataset_id', '=', id)
        .orderBy('version', 'desc')
        .limit(query.limit + 1)
        .execute()
    }
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
  const last = rules.at(-1)
  if (rows.length <= query.limit || last === undefined) return { rules, next: null }
  return { rules, next: query.dataset === undefined ? last.dataset : String(last.version) }
}
