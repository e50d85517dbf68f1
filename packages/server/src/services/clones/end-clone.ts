import type { CloneOperation } from '@understudy/sdk/clone'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call } from '../call.ts'
import { change, type TeamNote } from '../change.ts'
import type { EnvironmentServices } from '../environments/environment.ts'
import { releaseEnvironment } from '../environments/hold-environment.ts'
import { type CloneRow, openAs } from './clone.ts'
import { findCloneRow, setClone } from './clone-row.ts'
import { dropClone } from './drop-clone.ts'

/** What none goes on with: it would end like this again, or its copy is gone. */
const forGood: ReadonlySet<string> = new Set(['VERIFICATION_FAILED', 'PLAN_CHANGED', 'CLONE_UNKNOWN'])

/**
 * A clone whose job failed or was cancelled. What failed on the way stays beside its target, so that the same request goes on
 * with it; all else is taken away, now or as soon as its database answers. Safe to repeat.
 */
export async function endClone(
  services: EnvironmentServices,
  call: Call,
  team: string,
  job: string,
  id: string,
): Promise<void> {
  const row = await findCloneRow(services, team, id)
  // Another job goes on with it, or it has ended.
  if (!row || row.job_id !== job || row.status === 'completed') return
  if (row.dry_run === 1) {
    const status = (await jobStatus(services, team, job)) === 'cancelled' ? 'cancelled' : 'failed'
    await ended(services, call, row, { status, is_left: 0 })
    return
  }
  const status = (await jobStatus(services, team, job)) === 'cancelled' ? 'cancelled' : 'failed'
  const record = await openAs<{ operation: CloneOperation }>(services, row, 'record', row.record_sealed)
  const code = record?.operation.failure?.code
  if (status === 'failed' && record && code !== undefined && !forGood.has(code)) {
    await ended(services, call, row, { status, is_left: 1 })
    await releaseEnvironment(services, row.target_id, job, 'error')
    return
  }
  await takeAway(services, call, row, status)
}

/** Of one that nobody goes on with. */
export async function takeAway(
  services: EnvironmentServices,
  call: Call,
  row: CloneRow,
  status: 'failed' | 'cancelled',
): Promise<void> {
  const { team_id: team, job_id: job } = row
  const dropped = await dropClone(services, call, row)
  switch (dropped.what) {
    case 'left':
      await ended(services, call, row, { status, is_left: 1 })
      await releaseEnvironment(services, row.target_id, job, 'error')
      return
    case 'gone':
      await ended(services, call, row, { status, is_left: 0 })
      await releaseEnvironment(services, row.target_id, job)
      return
    case 'promoted':
      await releaseEnvironment(services, row.target_id, job, 'active')
      await change(services, call, team, (tx, note) => promoted(services, tx, note, row, dropped.backup))
  }
}

/** In the transaction that says so: it stands in the target's place. */
export async function promoted(
  { now }: Pick<EnvironmentServices, 'now'>,
  tx: TeamTransaction,
  note: TeamNote,
  { team_id: team, id, target_id, target_name, source_name }: CloneRow,
  backup: string | null,
): Promise<void> {
  const finished_at = now().toISOString()
  await setClone(tx, team, id, { status: 'completed', backup_id: backup, is_left: 0, finished_at })
  await forgetLedger(tx, team, id)
  const details = { target: target_name, source: source_name, environment: target_id, backup }
  note.audit({ action: 'clone.promote', subject: `clone:${id}`, details })
  note.event({ type: 'clone.promoted', subject: `clone:${id}`, data: { clone: id, ...details } })
}

async function ended(
  services: EnvironmentServices,
  call: Call,
  { team_id: team, id, status: before }: CloneRow,
  { status, is_left }: { readonly status: 'failed' | 'cancelled'; readonly is_left: 0 | 1 },
): Promise<void> {
  const finished_at = services.now().toISOString()
  await change(services, call, team, async (tx, note) => {
    await setClone(tx, team, id, { status, is_left, finished_at })
    if (is_left === 0) await forgetLedger(tx, team, id)
    if (before === status) return
    note.audit({
      action: `clone.${status === 'failed' ? 'fail' : 'cancel'}`,
      subject: `clone:${id}`,
      details: { left: is_left === 1 },
    })
  })
}

/** And what was offered of it. */
async function forgetLedger(tx: TeamTransaction, team: string, id: string): Promise<void> {
  for (const table of ['clone_ledger', 'clone_parts', 'clone_shares'] as const)
    await tx.deleteFrom(table).where('team_id', '=', team).where('clone', '=', id).execute()
}

async function jobStatus(
  { store }: Pick<EnvironmentServices, 'store'>,
  team: string,
  job: string,
): Promise<string | undefined> {
  const found = await store.readTeam(team, (db) =>
    db.selectFrom('jobs').select('status').where('team_id', '=', team).where('id', '=', job).executeTakeFirst(),
  )
  return found?.status
}
