import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'

type End =
  | { readonly status: 'completed'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly status: 'failed'; readonly errorCode: string; readonly error_sealed: Uint8Array }
  | { readonly status: 'cancelled' }

/** The one way in which a job ends; whoever still holds a partition of it holds nothing from then on. */
export async function endJob(
  tx: TeamTransaction,
  note: TeamNote,
  { team, job, kind, at }: { readonly team: string; readonly job: string; readonly kind: string; readonly at: Date },
  end: End,
): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({
      status: end.status,
      finished_at: at.toISOString(),
      ...(end.status === 'completed' ? { progress: 1, result: JSON.stringify(end.result) } : {}),
      ...(end.status === 'failed' ? { error_sealed: end.error_sealed } : {}),
      ...(end.status === 'cancelled' ? { cancel_requested: 1 as const } : {}),
    })
    .where('team_id', '=', team)
    .where('id', '=', job)
    .execute()
  const told = {
    completed: () => ({ kind, ...(end.status === 'completed' ? { result: end.result } : {}) }),
    failed: () => ({ kind, ...(end.status === 'failed' ? { errorCode: end.errorCode } : {}) }),
    cancelled: () => ({ kind }),
  }[end.status]()
  const action = ({ completed: 'job.complete', failed: 'job.fail', cancelled: 'job.cancel' } as const)[end.status]
  note.audit({ action, subject: `job:${job}`, details: told })
  note.event({ type: `job.${end.status}`, subject: `job:${job}`, data: told })
}
