import type { Selectable } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'
import type { VersionPlace } from '../datasets/write/part.ts'
import { rulesVersionOf } from './rules-version.ts'

interface Begin extends VersionPlace {
  readonly row: Selectable<TeamTables['quality_rules']>
  readonly job: string
  /** It is for the gate, which wants one check and not two. */
  readonly gate: boolean
}

/** A run that is there before its job is has so long to get one. */
const grace = 60_000

/** Writes down that a version is being checked. */
export async function beginRun(
  { store, now, newId }: Pick<Services, 'store' | 'now' | 'newId'>,
  { team, dataset, version, row, job, gate }: Begin,
): Promise<{ readonly run: string; readonly at: string; readonly samples: number }> {
  const run = newId()
  const at = now()
  const { version: rules, samples } = rulesVersionOf(row)
  await store.team(team, async (tx) => {
    if (gate && (await isBeingChecked(tx, { team, dataset, version }, at))) {
      throw new RequestError('CONFLICT', { message: `version ${version} is being checked already` })
    }
    await tx
      .insertInto('quality_runs')
      .values({
        team_id: team,
        id: run,
        dataset_id: dataset,
        version,
        rules_version: rules,
        job_id: job,
        status: 'running',
        outcome: null,
        refused_for: null,
        score: null,
        metrics: null,
        report_sealed: null,
        samples_sealed: null,
        started_at: at.toISOString(),
        at: null,
      })
      .execute()
  })
  return { run, at: at.toISOString(), samples: samples.rows }
}

async function isBeingChecked(tx: TeamTransaction, { team, dataset, version }: VersionPlace, at: Date) {
  const running = await tx
    .selectFrom('quality_runs as r')
    .leftJoin('jobs as j', (on) => on.onRef('j.team_id', '=', 'r.team_id').onRef('j.id', '=', 'r.job_id'))
    .select(['r.started_at', 'j.status'])
    .where('r.team_id', '=', team)
    .where('r.dataset_id', '=', dataset)
    .where('r.version', '=', version)
    .where('r.status', '=', 'running')
    .execute()
  const young = new Date(at.getTime() - grace).toISOString()
  return running.some(({ started_at, status }) =>
    status === null ? started_at > young : status === 'pending' || status === 'running',
  )
}
