import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call, Services } from '../call.ts'
import { change, type TeamNote } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { findDataset } from './dataset.ts'
import type { VersionPlace } from './write/part.ts'

/** A version that is archived is kept and not read; brought back it is what it was. The published one stays. */
export async function archiveVersion(
  services: Services,
  call: Call,
  input: {
    readonly team: string
    readonly dataset: string
    readonly version: number
    readonly archived: boolean
  },
): Promise<{ readonly version: number; readonly status: 'ready' | 'archived' }> {
  const { version, archived } = input
  const { id: team } = await teamFor(services, call, 'datasets.write', input.team)
  const now = services.now().toISOString()
  await change(services, call, team, async (tx, note) => {
    const { id: dataset, publishedVersion } = await findDataset(tx, team, input.dataset)
    const row = await tx
      .selectFrom('versions')
      .select('status')
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('version', '=', version)
      .executeTakeFirst()
    const is = row?.status
    if (is !== 'ready' && is !== 'archived') {
      throw new RequestError('NOT_FOUND', { message: `the dataset has no version ${version} that can be read` })
    }
    if ((is === 'archived') === archived) return
    if (archived && version === publishedVersion) throw inUse('it is what is read')
    const lease = await tx
      .selectFrom('leases')
      .select('id')
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('version', '=', version)
      .where('released_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    if (archived && lease) throw inUse('rows of it are leased')
    await setArchived(tx, note, { team, dataset, version }, archived)
  })
  return { version, status: archived ? 'archived' : 'ready' }
}

/** In a transaction that has looked at what may be done. */
export async function setArchived(
  tx: TeamTransaction,
  note: TeamNote,
  { team, dataset, version }: VersionPlace,
  archived: boolean,
): Promise<void> {
  await tx
    .updateTable('versions')
    .set({ status: archived ? 'archived' : 'ready' })
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .where('status', '=', archived ? 'ready' : 'archived')
    .execute()
  const done = archived ? 'archived' : 'restored'
  const subject = `dataset:${dataset}`
  note.audit({ action: archived ? 'version.archive' : 'version.restore', subject, details: { version } })
  note.event({ type: `version.${done}`, subject, data: { version } })
}

function inUse(why: string): RequestError {
  return new RequestError('CONFLICT', { message: `the version is not archived: ${why}` })
}
