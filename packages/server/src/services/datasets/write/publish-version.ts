import { createHash } from 'node:crypto'
import { nameOf } from '../../../auth/actor.ts'
import { RequestError } from '../../../errors/request-error.ts'
import type { TeamTransaction } from '../../../store/store.ts'
import type { Call, Services } from '../../call.ts'
import { change } from '../../change.ts'
import { own } from '../../own.ts'
import { gateOf } from '../../quality/gate.ts'
import { partOfJob } from '../../refresh/part.ts'
import { versionMade } from '../../refresh/settle.ts'
import { type DatasetColumn, mergedColumns } from '../chunks/column-types.ts'
import { addMarks, withFound } from '../personal-fields.ts'
import { decide, type Within } from './decide-version.ts'
import type { Part, VersionPlace } from './part.ts'

export interface Publication extends VersionPlace {
  /** Of all partitions, in order. */
  readonly parts: readonly Part[]
  /** By entity; what tells rows apart when versions are compared. */
  readonly primaryKeys?: Readonly<Record<string, readonly string[]>> | undefined
  /** It stays hidden, with its rows, until `decideVersion`: also where nobody says so, and the dataset has a gate. */
  readonly hold?: boolean | undefined
  /** What has made it: of a refresh of several, it is held until all of them are to be read. */
  readonly job?: string | undefined
}

export interface Published {
  readonly rows: number
  readonly contentHash: string
  readonly held: boolean
}

interface EntityTogether {
  readonly entity: string
  columns: DatasetColumn[]
  readonly chunks: Part['entities'][number]['chunks'][number][]
}

/**
 * All of a version, in one transaction: before it nothing of it is seen, after it everything is. `within` runs first in
 * the same transaction, for what has to hold or to happen with it.
 */
export async function publishVersion(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  publication: Publication,
  within?: Within,
): Promise<Published> {
  const { team, dataset, version, parts, primaryKeys = {}, hold = false, job } = publication
  const entities = together(parts)
  const rows = sum(entities.flatMap(({ chunks }) => chunks.map((chunk) => chunk.rows)))
  const bytes = sum(entities.flatMap(({ chunks }) => chunks.map((chunk) => chunk.bytes)))
  const contentHash = hashOf(entities)
  const held = await change(services, call, team, async (tx, note) => {
    const gated = (await gateOf(tx, team, dataset)) !== null
    const part = job === undefined ? undefined : await partOfJob(tx, team, job)
    const held = hold || gated || part?.together === true
    await within?.(tx, note, held)
    const hidden = await tx
      .updateTable('versions')
      .set({ content_hash: contentHash, rows, bytes })
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('version', '=', version)
      .where('status', '=', 'hidden')
      .where('content_hash', 'is', null)
      .executeTakeFirst()
    if (Number(hidden.numUpdatedRows) !== 1) {
      throw new RequestError('CONFLICT', { message: `version ${version} is not being written any more` })
    }
    const at = services.now()
    const found = parts.flatMap((part) => part.found ?? [])
    const said = { by: nameOf(call.actor), at: at.toISOString() }
    if (found.length > 0) await addMarks(tx, { team, dataset }, (known) => withFound(known, found, said))
    await insertAll(tx, publication, entities, primaryKeys, at.toISOString())
    if (!held) await decide(tx, note, publication, 'ready', { rows, contentHash })
    else note.event({ type: 'version.held', subject: `dataset:${dataset}`, data: { version, rows, contentHash } })
    if (part) await versionMade(tx, note, part, { version, gated, at })
    return held
  })
  return { rows, contentHash, held }
}

async function insertAll(
  tx: TeamTransaction,
  { team, dataset, version }: VersionPlace,
  entities: readonly EntityTogether[],
  primaryKeys: Readonly<Record<string, readonly string[]>>,
  at: string,
): Promise<void> {
  const place = { team_id: team, dataset_id: dataset, version }
  const references = new Map<string, { count: number; bytes: number }>()
  for (const [position, { entity, columns, chunks }] of entities.entries()) {
    await tx
      .insertInto('version_entities')
      .values({
        ...place,
        entity,
        position,
        rows: sum(chunks.map((chunk) => chunk.rows)),
        columns: JSON.stringify(columns),
        primary_key: JSON.stringify(own(primaryKeys, entity) ?? []),
      })
      .execute()
    let first = 0
    const values = chunks.map(({ rows, bytes, blob }, ordinal) => {
      const chunk = { ...place, entity, ordinal, first_row: first, rows, bytes, blob }
      first += rows
      const known = references.get(blob)
      references.set(blob, { count: (known?.count ?? 0) + 1, bytes })
      return chunk
    })
    for (const some of slices(values, 500)) await tx.insertInto('chunks').values(some).execute()
  }
  const blobs = [...references].map(([hash, { count, bytes }]) => ({
    team_id: team,
    hash,
    references: count,
    bytes,
    created_at: at,
  }))
  for (const some of slices(blobs, 500)) {
    await tx
      .insertInto('blobs')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['team_id', 'hash']).doUpdateSet(({ eb, ref }) => ({
          references: eb(ref('blobs.references'), '+', ref('excluded.references')),
        })),
      )
      .execute()
  }
}

function together(parts: readonly Part[]): EntityTogether[] {
  const entities = new Map<string, EntityTogether>()
  for (const { entity, columns, chunks } of parts.flatMap((part) => part.entities)) {
    const known = entities.get(entity)
    if (!known) entities.set(entity, { entity, columns, chunks: [...chunks] })
    else {
      known.columns = mergedColumns(known.columns, columns)
      known.chunks.push(...chunks)
    }
  }
  return [...entities.values()]
}

/** Blobs' names are keyed already. */
function hashOf(entities: readonly EntityTogether[]): string {
  const named = entities.map(({ entity, columns, chunks }) => [entity, columns, chunks.map(({ blob }) => blob)])
  return createHash('sha256').update(JSON.stringify(named)).digest('hex')
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function* slices<T>(all: readonly T[], length: number): Generator<T[]> {
  for (let at = 0; at < all.length; at += length) yield all.slice(at, at + length)
}
