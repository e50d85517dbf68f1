import { nameOf } from '../../../auth/actor.ts'
import { RequestError } from '../../../errors/request-error.ts'
import type { Call, Services } from '../../call.ts'

export interface NewTransfer {
  readonly team: string
  readonly transfer: string
  readonly connector: string
  readonly direction: 'import' | 'export'
  readonly dataset: string
  readonly version: number
  readonly job: string
}

/** For whoever has authorized: a new one, or one of a job that ended, which this job goes on with. */
export async function beginTransfer(
  { store, now }: Pick<Services, 'store' | 'now'>,
  call: Pick<Call, 'actor'>,
  { team, transfer, connector, direction, dataset, version, job }: NewTransfer,
): Promise<void> {
  await store.team(team, async (tx) => {
    const known = await tx
      .selectFrom('transfers')
      .select(['state', 'job_id'])
      .where('team_id', '=', team)
      .where('id', '=', transfer)
      .executeTakeFirst()
    if (known === undefined) {
      await tx
        .insertInto('transfers')
        .values({
          team_id: team,
          id: transfer,
          connector_id: connector,
          direction,
          dataset_id: dataset,
          version,
          job_id: job,
          state: 'running',
          objects: 0,
          rows: 0,
          rejected: 0,
          error_code: null,
          report_sealed: null,
          started_at: now().toISOString(),
          started_by: nameOf(call.actor),
          ended_at: null,
        })
        .execute()
      return
    }
    if (known.state !== 'failed' && known.state !== 'cancelled') {
      throw new RequestError('CONFLICT', {
        message: `the transfer is ${known.state}: only one that failed or was cancelled is gone on with`,
        details: { job: known.job_id },
      })
    }
    await tx
      .updateTable('transfers')
      .set({ state: 'running', job_id: job, version, error_code: null, ended_at: null })
      .where('team_id', '=', team)
      .where('id', '=', transfer)
      .execute()
  })
}
