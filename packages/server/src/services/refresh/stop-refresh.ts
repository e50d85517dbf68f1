import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'
import { decide } from '../datasets/write/decide-version.ts'
import { endJob } from '../jobs/end-job.ts'
import { isHeld } from '../quality/held.ts'
import { endRefresh } from './end-refresh.ts'
import { datasetsOf, type Refresh } from './refresh.ts'
import { setPart } from './settle.ts'

interface Stop {
  readonly team: string
  readonly refresh: Refresh
  readonly state: 'failed' | 'cancelled'
  readonly errorCode: string | null
  readonly reason: string
  readonly at: Date
}

export interface StoppedJob {
  readonly id: string
  readonly kind: string
  readonly input_sealed: Uint8Array
}

/**
 * Ends a refresh that runs, with its jobs and checks: whoever does them stops within a beat. What was published by
 * itself stays. Whoever calls discards what the jobs left, afterwards.
 */
export async function stopRefresh(tx: TeamTransaction, note: TeamNote, stop: Stop): Promise<StoppedJob[]> {
  const { team, refresh, state, errorCode, reason, at } = stop
  const open = (await datasetsOf(tx, team, [refresh.id])).filter((part) =>
    ['waiting', 'making', 'checking', 'passed'].includes(part.state),
  )
  for (const part of open) {
    await setPart(tx, part, { state, error_code: errorCode, reason })
    const place = { team, dataset: part.dataset_id, version: Number(part.version) }
    if (part.version !== null && (await isHeld(tx, place)))
      await decide(tx, note, place, 'refused', { refresh: refresh.id })
  }
  const jobs = [
    ...(await jobsOf(
      tx,
      team,
      open.flatMap(({ job_id }) => job_id ?? []),
    )),
    ...(await checksOf(tx, team, open)),
  ]
  await endRefresh(tx, note, { ...refresh, team }, await datasetsOf(tx, team, [refresh.id]), at)
  for (const { id, kind } of jobs) await endJob(tx, note, { team, job: id, kind, at }, { status: 'cancelled' })
  return jobs
}

function openJobs(tx: TeamTransaction, team: string) {
  return tx
    .selectFrom('jobs as j')
    .select(['j.id', 'j.kind', 'j.input_sealed'])
    .where('j.team_id', '=', team)
    .where('j.status', 'in', ['pending', 'running'])
}

async function jobsOf(tx: TeamTransaction, team: string, ids: readonly string[]): Promise<StoppedJob[]> {
  const found: StoppedJob[] = []
  for (const id of ids) found.push(...(await openJobs(tx, team).where('j.id', '=', id).execute()))
  return found
}

async function checksOf(
  tx: TeamTransaction,
  team: string,
  parts: readonly { readonly dataset_id: string; readonly version: number | null }[],
): Promise<StoppedJob[]> {
  const found: StoppedJob[] = []
  for (const { dataset_id, version } of parts) {
    if (version === null) continue
    const checks = await openJobs(tx, team)
      .innerJoin('quality_runs as r', (on) => on.onRef('r.team_id', '=', 'j.team_id').onRef('r.job_id', '=', 'j.id'))
      .where('r.dataset_id', '=', dataset_id)
      .where('r.version', '=', version)
      .execute()
    found.push(...checks)
  }
  return found
}
