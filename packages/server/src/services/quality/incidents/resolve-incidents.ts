import type { TeamTransaction } from '../../../store/store.ts'
import type { TeamNote } from '../../change.ts'

interface Resolution {
  readonly team: string
  readonly dataset: string
  readonly at: string
  /** As the trail names whoever does it. */
  readonly by: string
}

/** Those of a dataset that are not resolved yet and whose cause is gone. */
export async function resolveIncidents(
  tx: TeamTransaction,
  note: TeamNote,
  { team, dataset, at, by }: Resolution,
  isGone: (cause: string) => boolean,
): Promise<void> {
  const open = await tx
    .selectFrom('incidents')
    .select(['id', 'cause', 'rule'])
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('status', '<>', 'resolved')
    .execute()
  for (const { id, cause, rule } of open) {
    if (!isGone(cause)) continue
    await tx
      .updateTable('incidents')
      .set({ status: 'resolved', resolved_at: at, resolved_by: by, snoozed_until: null })
      .where('team_id', '=', team)
      .where('id', '=', id)
      .execute()
    const said = { dataset, rule }
    note.audit({ action: 'incident.resolve', subject: `incident:${id}`, details: said })
    note.event({ type: 'incident.resolved', subject: `incident:${id}`, data: said })
  }
}
