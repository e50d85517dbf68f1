import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call, Services } from '../call.ts'
import { change, type TeamNote } from '../change.ts'
import { findDataset } from '../datasets/dataset.ts'
import { setArchived } from '../datasets/set-archived.ts'
import type { VersionPlace } from '../datasets/write/part.ts'
import { refusalOf } from '../quality/gate.ts'
import { teamFor } from '../teams/team-for.ts'
import { findRefresh } from './refresh.ts'

type Standing = Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>

export interface RolledBack {
  readonly dataset: string
  readonly name: string
  readonly version: number
  /** What was read before. */
  readonly from: number | null
}

/** Any version of a dataset that is kept is what is read again, from this one transaction on. Safe to repeat. */
export async function rollBackDataset(
  services: Standing,
  call: Call,
  {
    team: named,
    dataset: datasetNamed,
    version,
  }: { readonly team: string; readonly dataset: string; readonly version: number },
): Promise<RolledBack> {
  const { id: team } = await teamFor(services, call, 'versions.decide', named)
  return change(services, call, team, async (tx, note) => {
    const { id: dataset } = await findDataset(tx, team, datasetNamed)
    return pointTo(tx, note, { team, dataset, version })
  })
}

/** All datasets of a refresh that was published are what they were before it, at once; or none is, where one cannot. */
export async function rollBackRefresh(
  services: Standing,
  call: Call,
  { team: named, refresh: id }: { readonly team: string; readonly refresh: string },
): Promise<RolledBack[]> {
  const { id: team } = await teamFor(services, call, 'versions.decide', named)
  return change(services, call, team, async (tx, note) => {
    const { state, datasets } = await findRefresh(tx, team, id)
    if (state !== 'published') {
      throw new RequestError('CONFLICT', {
        message: `the refresh is ${state}: there is nothing to roll back`,
        details: { state },
      })
    }
    const done: RolledBack[] = []
    for (const { dataset, name, before, version } of datasets) {
      const { publishedVersion } = await findDataset(tx, team, dataset)
      if (publishedVersion !== null && before !== null && Number(publishedVersion) === before) continue
      if (before === null || Number(publishedVersion) !== version) {
        throw new RequestError('CONFLICT', {
          message:
            before === null
              ? `${JSON.stringify(name)} had no version before`
              : `of ${JSON.stringify(name)} another version is read by now`,
          hint: 'Roll its datasets back one by one.',
          details: { dataset, version: publishedVersion },
        })
      }
      done.push(await pointTo(tx, note, { team, dataset, version: before }))
    }
    return done
  })
}

async function pointTo(tx: TeamTransaction, note: TeamNote, place: VersionPlace): Promise<RolledBack> {
  const { team, dataset, version } = place
  const { name, publishedVersion } = await findDataset(tx, team, dataset)
  const from = publishedVersion === null ? null : Number(publishedVersion)
  const row = await tx
    .selectFrom('versions')
    .select(['status', 'content_hash'])
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .executeTakeFirst()
  if (row?.status === 'refused' && row.content_hash !== null) throw await refusalOf(tx, place)
  if (row?.status !== 'ready' && row?.status !== 'archived') {
    throw new RequestError('NOT_FOUND', { message: `the dataset has no version ${version} that is kept` })
  }
  if (row.status === 'archived') await setArchived(tx, note, place, false)
  if (from === version) return { dataset, name, version, from }
  await tx
    .updateTable('datasets')
    .set({ published_version: version })
    .where('team_id', '=', team)
    .where('id', '=', dataset)
    .execute()
  const data = { version, from }
  note.audit({ action: 'dataset.roll-back', subject: `dataset:${dataset}`, details: { version, from: from ?? 0 } })
  note.event({ type: 'dataset.rolled-back', subject: `dataset:${dataset}`, data })
  return { dataset, name, version, from }
}
