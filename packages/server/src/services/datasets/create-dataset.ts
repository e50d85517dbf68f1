import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { newKeySealed } from './chunks/dataset-key.ts'
import { type Dataset, datasetOf, looksLikeId, type Retention } from './dataset.ts'

type DatasetServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>

export interface NewDataset {
  readonly name: string
  readonly description: string
  readonly retention?: Retention | undefined
}

/** With no version yet: nothing of it can be read. */
export async function createDataset(
  services: DatasetServices,
  call: Call,
  teamNamed: string,
  input: NewDataset,
): Promise<Dataset> {
  const { id: team } = await teamFor(services, call, 'datasets.write', teamNamed)
  return insertDataset(services, call, team, input)
}

/** For those who have authorized. */
export async function insertDataset(
  services: DatasetServices,
  call: Call,
  team: string,
  { name, description, retention }: NewDataset,
): Promise<Dataset> {
  if (looksLikeId(name)) throw new RequestError('REQUEST_INVALID', { message: 'a dataset is not named as ids are' })
  const id = services.newId()
  const key_sealed = await newKeySealed(services, team, id)
  return change(services, call, team, async (tx, note) => {
    const taken = await tx
      .selectFrom('datasets')
      .select('id')
      .where('team_id', '=', team)
      .where('name', '=', name)
      .where('erased_at', 'is', null)
      .executeTakeFirst()
    if (taken) {
      throw new RequestError('CONFLICT', {
        message: `the team has a dataset ${JSON.stringify(name)} already`,
        details: { dataset: taken.id },
      })
    }
    const row = {
      team_id: team,
      id,
      name,
      description,
      published_version: null,
      retention: retention === undefined ? null : JSON.stringify(retention),
      personal: '[]',
      created_at: services.now().toISOString(),
      created_by: nameOf(call.actor),
      archived_at: null,
      erased_at: null,
    }
    await tx
      .insertInto('datasets')
      .values({ ...row, key_sealed })
      .execute()
    note.audit({ action: 'dataset.create', subject: `dataset:${id}`, details: { name } })
    note.event({ type: 'dataset.created', subject: `dataset:${id}`, data: { name } })
    return datasetOf(row)
  })
}
