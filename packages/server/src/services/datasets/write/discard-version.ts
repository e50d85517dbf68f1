import type { Services } from '../../call.ts'
import { dropReferences } from './drop-references.ts'
import type { VersionPlace } from './part.ts'

/** Takes a version away that never was ready. Safe to repeat; one that is ready stays. Blobs are left to the sweep. */
export async function discardVersion(
  { store }: Pick<Services, 'store'>,
  { team, dataset, version }: VersionPlace,
): Promise<void> {
  await store.team(team, async (tx) => {
    const row = await tx
      .selectFrom('versions')
      .select('status')
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('version', '=', version)
      .executeTakeFirst()
    if (row?.status !== 'hidden') return
    await dropReferences(tx, { team, dataset, version })
    // The number is not given again: what its job says of it stays true.
    await tx
      .updateTable('versions')
      .set({ status: 'refused', content_hash: null })
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('version', '=', version)
      .execute()
  })
}
