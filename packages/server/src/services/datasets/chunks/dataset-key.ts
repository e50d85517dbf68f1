import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { decrypt, encrypt } from '../../../crypto/envelope.ts'
import { keyObject } from '../../../crypto/key-object.ts'
import { RequestError } from '../../../errors/request-error.ts'
import { ServerError } from '../../../errors/server-error.ts'
import { statement } from '../../../store/statement.ts'
import type { TeamTables } from '../../../store/tables/team-tables.ts'
import type { Services } from '../../call.ts'

/**
 * Every dataset has a key of its own, which the team's keys seal. What it sealed is noise once that is gone, wherever
 * copies of the blobs lie.
 */
export interface DatasetKey {
  /** Equal bytes in one dataset have one name; in two datasets nothing tells that they are equal. */
  nameOf(plain: Uint8Array): string
  seal(place: string, plain: Uint8Array): Uint8Array
  /** Bytes that are the caller's alone. */
  open(place: string, sealed: Uint8Array): Uint8Array
}

/** Into the column `key_sealed` of the dataset's row. */
export function newKeySealed({ sealer }: Pick<Services, 'sealer'>, team: string, dataset: string): Promise<Uint8Array> {
  return sealer.seal(team, keyPlace(dataset), randomBytes(32))
}

export async function datasetKey(
  services: Pick<Services, 'store' | 'sealer'>,
  team: string,
  dataset: string,
): Promise<DatasetKey> {
  const sealed = await services.store.readTeam(team, (db) => keySealed(db, team, dataset))
  return openKey(services, team, dataset, sealed)
}

const keyRow = statement((db: Kysely<TeamTables>, { team, dataset }: { team: string; dataset: string }) =>
  db.selectFrom('datasets').select('key_sealed').where('team_id', '=', team).where('id', '=', dataset),
)

/** For whoever reads more in the same transaction, within which nothing that is sealed is opened. */
export async function keySealed(db: Kysely<TeamTables>, team: string, dataset: string): Promise<Uint8Array> {
  const [row] = await keyRow(db, { team, dataset })
  if (!row?.key_sealed) throw new RequestError('NOT_FOUND', { message: 'there is no such dataset' })
  return row.key_sealed
}

export async function openKey(
  { sealer }: Pick<Services, 'sealer'>,
  team: string,
  dataset: string,
  sealed: Uint8Array,
): Promise<DatasetKey> {
  return keyOf(team, dataset, await sealer.open(team, keyPlace(dataset), sealed))
}

function keyOf(team: string, dataset: string, secret: Uint8Array): DatasetKey {
  const derived = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `understudy.dataset.${purpose}`, 32))
  const [sealing, naming] = [once(() => derived('seal')), once(() => derived('name'))]
  const about = (place: string) => Buffer.from(JSON.stringify(['understudy.chunk', 1, team, dataset, place]))
  return {
    nameOf: (plain) => createHmac('sha256', keyObject(naming())).update(plain).digest('hex'),
    seal: (place, plain) => encrypt(sealing(), about(place), plain),
    open: (place, sealed) => {
      const plain = decrypt(sealing(), about(place), sealed)
      if (plain) return plain
      throw new ServerError('SEAL_BROKEN', { message: `${place} of dataset ${dataset} does not open` })
    },
  }
}

/** Where it is sealed. */
export const keyPlace = (dataset: string) => `datasets/key/${dataset}`

/** Whoever opens a dataset to find that it is there, as a reader of what was opened lately, needs no more of its key. */
function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => {
    made ??= make()
    return made
  }
}
