import type { Call, Services } from '../call.ts'
import { findDataset } from '../datasets/dataset.ts'
import { teamFor } from '../teams/team-for.ts'
import { type RunListed, runColumns, runOf } from './quality-run.ts'
import { findRules, type RulesVersion, rulesVersionOf } from './rules-version.ts'

export interface QualityNow {
  readonly dataset: string
  readonly rules: RulesVersion | null
  /** The last check of what is published. */
  readonly published: RunListed | null
  /** The last check that was done, whatever version it was of. */
  readonly last: RunListed | null
  /** Versions that wait for their gate. */
  readonly held: number[]
  readonly openIncidents: number
}

/** How a dataset stands. */
export async function readQuality(
  { store }: Pick<Services, 'store'>,
  call: Call,
  query: { readonly team: string; readonly dataset: string },
): Promise<QualityNow> {
  const { id: team } = await teamFor({ store }, call, 'quality.read', query.team)
  return store.readTeam(team, async (db) => {
    const { id: dataset, publishedVersion } = await findDataset(db, team, query.dataset)
    const rules = await findRules(db, { team, dataset })
    const done = db
      .selectFrom('quality_runs')
      .select(runColumns)
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('status', '=', 'done')
      .orderBy('id', 'desc')
      .limit(1)
    const last = await done.executeTakeFirst()
    const published =
      publishedVersion === null ? undefined : await done.where('version', '=', publishedVersion).executeTakeFirst()
    const held = await db
      .selectFrom('versions')
      .select('version')
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('status', '=', 'hidden')
      .where('content_hash', 'is not', null)
      .orderBy('version')
      .execute()
    const { open } = await db
      .selectFrom('incidents')
      .select(({ fn }) => fn.countAll<number | string | bigint>().as('open'))
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('status', '<>', 'resolved')
      .executeTakeFirstOrThrow()
    return {
      dataset,
      rules: rules ? rulesVersionOf(rules) : null,
      published: published ? runOf(published) : null,
      last: last ? runOf(last) : null,
      held: held.map(({ version }) => Number(version)),
      openIncidents: Number(open),
    }
  })
}
