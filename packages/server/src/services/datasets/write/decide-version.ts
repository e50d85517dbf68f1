import { RequestError } from '../../../errors/request-error.ts'
import type { TeamTransaction } from '../../../store/store.ts'
import type { Call, Services } from '../../call.ts'
import { change } from '../../change.ts'
import type { VersionPlace } from './part.ts'

export type Note = Parameters<Parameters<typeof change>[3]>[1]
/** `held`: it has to pass its gate before it is read. */
export type Within = (tx: TeamTransaction, note: Note, held: boolean) => Promise<void>

/** A held version has passed its gates, and is what is read from now on; or it has not, and never is. */
export async function decideVersion(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { outcome, ...place }: VersionPlace & { readonly outcome: 'ready' | 'refused' },
  within?: Within,
): Promise<void> {
  await change(services, call, place.team, async (tx, note) => {
    await within?.(tx, note, false)
    await decide(tx, note, place, outcome, {})
  })
}

/** In a transaction of the team. The pointer goes forwards only: an older version that is ready late does not come back. */
export async function decide(
  tx: TeamTransaction,
  note: Note,
  { team, dataset, version }: VersionPlace,
  outcome: 'ready' | 'refused',
  details: Readonly<Record<string, string | number>>,
): Promise<void> {
  const decided = await tx
    .updateTable('versions')
    .set({ status: outcome })
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .where('status', '=', 'hidden')
    .where('content_hash', 'is not', null)
    .executeTakeFirst()
  if (Number(decided.numUpdatedRows) !== 1) {
    throw new RequestError('CONFLICT', { message: `version ${version} is not waiting to be decided on` })
  }
  const subject = `dataset:${dataset}`
  if (outcome === 'ready') {
    await tx
      .updateTable('datasets')
      .set({ published_version: version })
      .where('team_id', '=', team)
      .where('id', '=', dataset)
      .where((is) => is.or([is('published_version', 'is', null), is('published_version', '<', version)]))
      .execute()
  }
  note.audit({
    action: outcome === 'ready' ? 'version.publish' : 'version.refuse',
    subject,
    details: { version, ...details },
  })
  note.event({
    type: outcome === 'ready' ? 'dataset.published' : 'version.refused',
    subject,
    data: { version, ...details },
  })
}
