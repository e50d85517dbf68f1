import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'
import { datasetNamed } from '../datasets/dataset.ts'
import { decide } from '../datasets/write/decide-version.ts'
import type { VersionPlace } from '../datasets/write/part.ts'
import { endRefresh } from './end-refresh.ts'
import { partOfVersion, type RefreshPart } from './part.ts'
import { datasetsOf, type GateName, type RefreshedRow } from './refresh.ts'

// What becomes of a refresh stands in its rows alone. Each of these is called in the transaction of what it tells of: the
// one that makes a version whole, that completes its check, that ends its job. The last of them ends the refresh, and
// publishes all of it there, or nothing. A process that dies leaves what was committed, and others go on from that.

export interface Verdict {
  readonly outcome: 'ready' | 'refused'
  readonly details: Readonly<Record<string, string | number>>
  readonly gate?: GateName | undefined
  readonly run?: string | undefined
  readonly errorCode?: string | undefined
  readonly reason?: string | undefined
}

/** Its rows are all there. Of a dataset that has a gate they are checked next. */
export async function versionMade(
  tx: TeamTransaction,
  note: TeamNote,
  part: RefreshPart,
  { version, gated, at }: { readonly version: number; readonly gated: boolean; readonly at: Date },
): Promise<void> {
  const state = gated ? 'checking' : part.together ? 'passed' : 'published'
  await setPart(tx, part, { version, state })
  await endWhereSettled(tx, note, part, at)
}

/** What is to become of a version that was held: at once, or of a refresh with all the others of it. */
export async function settleHeld(
  tx: TeamTransaction,
  note: TeamNote,
  place: VersionPlace,
  { outcome, details, gate, run, errorCode, reason }: Verdict,
  at: Date,
): Promise<void> {
  const part = await partOfVersion(tx, place)
  if (!part?.together) await decide(tx, note, place, outcome, details)
  if (!part) return
  const verdict = { gate: gate ?? null, error_code: errorCode ?? null, reason: reason ?? null }
  if (outcome === 'refused') await setPart(tx, part, { state: 'refused', run_id: run ?? null, ...verdict })
  else {
    const passed = { gate: null, error_code: null, reason: null, run_id: run ?? null }
    await setPart(tx, part, { state: part.together ? 'passed' : 'published', ...passed })
  }
  await endWhereSettled(tx, note, part, at)
}

/** It will have no version that is read: what makes it or checks it ended otherwise. */
export async function partEnded(
  tx: TeamTransaction,
  note: TeamNote,
  part: RefreshPart,
  end: Pick<RefreshedRow, 'error_code' | 'reason'> & { readonly state: 'failed' | 'cancelled' },
  at: Date,
): Promise<void> {
  await setPart(tx, part, end)
  await endWhereSettled(tx, note, part, at)
}

async function endWhereSettled(tx: TeamTransaction, note: TeamNote, part: RefreshPart, at: Date): Promise<void> {
  const { team_id: team, refresh_id: id, together, schedule } = part
  const refresh = { team, id, together, schedule }
  const parts = await datasetsOf(tx, team, [id])
  if (parts.some(({ state }) => state === 'waiting' || state === 'making' || state === 'checking')) return
  if (!together || parts.some(({ state }) => state !== 'passed')) {
    await endRefresh(tx, note, refresh, parts, at)
    return
  }
  for (const one of parts) {
    const found = await datasetNamed(tx, team, one.dataset_id)
    const published = found?.publishedVersion ?? null
    if (found && (published === null ? null : Number(published)) === (one.before === null ? null : Number(one.before)))
      continue
    await setPart(tx, one, {
      state: 'failed',
      error_code: 'REFRESH_OVERTAKEN',
      reason: 'another version of it was published meanwhile, and both sets would have been mixed',
    })
  }
  await endRefresh(tx, note, refresh, await datasetsOf(tx, team, [id]), at)
}

export async function setPart(
  tx: TeamTransaction,
  { team_id, refresh_id, dataset_id }: Pick<RefreshedRow, 'team_id' | 'refresh_id' | 'dataset_id'>,
  changed: Partial<Pick<RefreshedRow, 'state' | 'version' | 'gate' | 'run_id' | 'error_code' | 'reason' | 'job_id'>>,
): Promise<void> {
  await tx
    .updateTable('refresh_datasets')
    .set(changed)
    .where('team_id', '=', team_id)
    .where('refresh_id', '=', refresh_id)
    .where('dataset_id', '=', dataset_id)
    .execute()
}
