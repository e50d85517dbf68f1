import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'
import { partOfJob, partOfVersion, type RefreshPart } from './part.ts'
import { partEnded } from './settle.ts'

interface Ended {
  readonly team: string
  readonly job: string
  readonly kind: string
  readonly state: 'failed' | 'cancelled'
  readonly errorCode: string | null
  readonly at: Date
}

/** A job that ends without a result ends what it made or checked for a refresh. In the transaction that ends it. */
export async function refreshedBy(
  tx: TeamTransaction,
  note: TeamNote,
  { team, job, kind, state, errorCode, at }: Ended,
): Promise<void> {
  const part = kind === 'validate' ? await checkedBy(tx, team, job) : await partOfJob(tx, team, job)
  if (!part) return
  const what = kind === 'validate' ? 'its check' : 'the job that makes it'
  const reason = `${what} ${state === 'failed' ? 'failed' : 'was cancelled'}`
  await partEnded(tx, note, part, { state, error_code: errorCode, reason }, at)
}

/** The version that waits for this check, and for no other one. */
async function checkedBy(tx: TeamTransaction, team: string, job: string): Promise<RefreshPart | undefined> {
  const run = await tx
    .selectFrom('quality_runs')
    .select(['dataset_id', 'version'])
    .where('team_id', '=', team)
    .where('job_id', '=', job)
    .executeTakeFirst()
  if (!run) return undefined
  const part = await partOfVersion(tx, { team, dataset: run.dataset_id, version: Number(run.version) })
  if (part?.state !== 'checking') return undefined
  const other = await tx
    .selectFrom('quality_runs as r')
    .innerJoin('jobs as j', (on) => on.onRef('j.team_id', '=', 'r.team_id').onRef('j.id', '=', 'r.job_id'))
    .select('r.id')
    .where('r.team_id', '=', team)
    .where('r.dataset_id', '=', run.dataset_id)
    .where('r.version', '=', run.version)
    .where('r.status', '=', 'running')
    .where('j.id', '<>', job)
    .where('j.status', 'in', ['pending', 'running'])
    .executeTakeFirst()
  return other ? undefined : part
}
