import type { TeamTransaction } from '../../../store/store.ts'
import type { Services } from '../../call.ts'
import { failureOf } from '../../jobs/failure-of.ts'
import { errorPlace, jobFailure } from '../../jobs/job.ts'
import { forgetSteps } from './step-log.ts'

interface Place {
  readonly team: string
  readonly transfer: string
}

export interface TransferTotals {
  readonly objects: number
  readonly rows: number
  readonly rejected: number
  readonly report_sealed: Uint8Array
}

/** In the transaction that completes its job. */
export async function completeTransfer(
  tx: TeamTransaction,
  { team, transfer, at, ...totals }: Place & TransferTotals & { readonly at: Date },
): Promise<void> {
  await tx
    .updateTable('transfers')
    .set({ ...totals, state: 'completed', error_code: null, ended_at: at.toISOString() })
    .where('team_id', '=', team)
    .where('id', '=', transfer)
    .execute()
  await forgetSteps(tx, { team, transfer })
}

/** Why a run fails, and what it has found out before. */
export async function noteFailure(
  { store }: Pick<Services, 'store'>,
  { team, transfer, failure, ...totals }: Place & Partial<TransferTotals> & { readonly failure: unknown },
  guard: (tx: TeamTransaction) => Promise<void>,
): Promise<void> {
  await store.team(team, async (tx) => {
    await guard(tx)
    await tx
      .updateTable('transfers')
      .set({ ...totals, error_code: failureOf(failure)?.errorCode ?? null })
      .where('team_id', '=', team)
      .where('id', '=', transfer)
      .execute()
  })
}

/** After its job failed or was cancelled, or never came to be. What was taken or placed stays for a retry. Safe to repeat. */
export async function endTransfer(
  { store, sealer, now }: Pick<Services, 'store' | 'sealer' | 'now'>,
  { team, transfer, job }: Place & { readonly job: string },
): Promise<void> {
  const ended = await store.readTeam(team, (db) =>
    db
      .selectFrom('jobs')
      .select(['status', 'error_sealed'])
      .where('team_id', '=', team)
      .where('id', '=', job)
      .executeTakeFirst(),
  )
  if (ended !== undefined && ended.status !== 'failed' && ended.status !== 'cancelled') return
  const error =
    ended?.error_sealed && jobFailure.parse(await sealer.openJson(team, errorPlace(job), ended.error_sealed))
  await store.team(team, (tx) =>
    tx
      .updateTable('transfers')
      .set({
        state: ended?.status === 'cancelled' ? 'cancelled' : 'failed',
        ...(error ? { error_code: error.errorCode } : {}),
        ended_at: now().toISOString(),
      })
      .where('team_id', '=', team)
      .where('id', '=', transfer)
      .where('job_id', '=', job)
      .where('state', '=', 'running')
      .execute(),
  )
}
