import type { TeamTransaction } from '../../../store/store.ts'
import type { VersionPlace } from './part.ts'

/** A version's rows are none of it any more: its entities and chunks go, and blobs are referred to less. */
export async function dropReferences(tx: TeamTransaction, { team, dataset, version }: VersionPlace): Promise<void> {
  const counts = await tx
    .selectFrom('chunks')
    .select(['blob', ({ fn }) => fn.countAll().as('count')])
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .groupBy('blob')
    .execute()
  await tx
    .deleteFrom('version_entities')
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .execute()
  for (const { blob, count } of counts) {
    await tx
      .updateTable('blobs')
      .set(({ eb }) => ({ references: eb('references', '-', Number(count)) }))
      .where('team_id', '=', team)
      .where('hash', '=', blob)
      .execute()
  }
}
