import { type RowFilter, rowFilter } from '@understudy/sdk'
import type { Kysely } from 'kysely'
import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { rowsWithin } from '../datasets/chunks/chunk.ts'
import { questionOf } from '../datasets/read/cursor.ts'
import { matchingRows } from '../datasets/read/matching-rows.ts'
import { readChunksAgain } from '../datasets/read/read-chunks.ts'
import { type Sight, sightFor } from '../datasets/read/sight.ts'
import { entityOf, findVersion, type VersionEntity } from '../datasets/read/version.ts'
import { teamFor } from '../teams/team-for.ts'
import { expireLeases } from './expire-leases.ts'
import { InTurn } from './in-turn.ts'
import type { LeasedRow, LeaseTaken } from './lease.ts'

export interface LeaseQuery {
  readonly team: string
  readonly dataset: string
  readonly version?: number | undefined
  readonly entity?: string | undefined
  readonly filter?: string | undefined
  /** All of so many rows, or none. */
  readonly rows: number
  readonly seconds: number
  /** Who uses them, in words of the caller's own: a worker of a test run. */
  readonly holder: string
  /** Without masks: for whoever may. */
  readonly reveal?: boolean | undefined
}

interface Place {
  readonly team: string
  readonly dataset: string
  readonly version: number
  readonly entity: VersionEntity
  readonly sight: Sight
}

/** More than are asked for are looked out, so that what others take meanwhile does not begin the search anew. */
const spare = 100
const turns = new InTurn()

/**
 * So many rows that meet the filter, for one holder alone until the lease ends. Rows are looked for outside of the
 * transaction that takes them, which looks again at what is taken: writers of a team go one after another, so that what
 * is free there is free.
 */
export async function takeLease(services: Services, call: Call, query: LeaseQuery): Promise<LeaseTaken> {
  const { id: team } = await teamFor(services, call, 'leases.take', query.team)
  const filter = query.filter === undefined ? undefined : rowFilter(query.filter)
  const { store } = services
  const found = await store.readTeam(team, (db) => findVersion(db, team, query.dataset, query.version))
  if (found.dataset.archivedAt !== null) throw new RequestError('CONFLICT', { message: 'the dataset is archived' })
  const named = entityOf(found, query.entity)
  const sight = await sightFor(services, call, team, found, { reveal: query.reveal, entities: [named] })
  sight.refuseFilter(named, filter)
  const place = { team, dataset: found.dataset.id, version: found.version, entity: sight.entity(named), sight }
  // In one process takers do not get in each other's way; those of others are met in the transaction.
  return turns.do([team, place.dataset, place.entity.entity].join(), async () => {
    for (;;) {
      call.signal.throwIfAborted()
      const free = await freeRows(services, call, place, filter, query.rows + spare)
      if (free.length < query.rows) throw tooFew(query.rows, free.length)
      const taken = await take(services, call, place, free, query)
      if (taken) return taken
    }
  })
}

async function freeRows(
  services: Services,
  call: Call,
  place: Place,
  filter: RowFilter | undefined,
  wanted: number,
): Promise<LeasedRow[]> {
  const now = services.now().toISOString()
  const taken = new Set(await services.store.readTeam(place.team, (db) => takenRows(db, place, now)))
  const free: LeasedRow[] = []
  for await (const chunk of readChunksAgain(services, { ...place, entity: place.entity.entity }, call.signal)) {
    for (const row of await matchingRows(place.entity, chunk, filter)) {
      const number = chunk.firstRow + row
      if (taken.has(number)) continue
      free.push({ row: number, line: Buffer.from(rowsWithin(chunk, row, row + 1)) })
      if (free.length === wanted) return free
    }
  }
  return free
}

/** Undefined where others were faster. */
function take(
  services: Services,
  call: Call,
  place: Place,
  free: readonly LeasedRow[],
  { rows: wanted, seconds, holder, filter }: LeaseQuery,
): Promise<LeaseTaken | undefined> {
  const { team, dataset, version, entity, sight } = place
  const now = services.now()
  const at = now.toISOString()
  return change(services, call, team, async (tx, note) => {
    await refuseUnreadable(tx, place)
    await expireLeases(tx, team, now)
    const taken = new Set(await takenRows(tx, place, at))
    const rows = free.filter(({ row }) => !taken.has(row)).slice(0, wanted)
    if (rows.length < wanted) return undefined
    const lease = {
      id: services.newId(),
      dataset,
      version,
      entity: entity.entity,
      holder,
      takenBy: nameOf(call.actor),
      takenAt: at,
      expiresAt: new Date(now.getTime() + seconds * 1000).toISOString(),
      releasedAt: null,
    }
    const ofEntity = { team_id: team, dataset_id: dataset, version, entity: entity.entity }
    await tx
      .insertInto('leases')
      .values({
        ...ofEntity,
        id: lease.id,
        holder,
        taken_by: lease.takenBy,
        taken_at: at,
        expires_at: lease.expiresAt,
        released_at: null,
      })
      .execute()
    for (let from = 0; from < rows.length; from += 500) {
      const some = rows.slice(from, from + 500)
      await tx
        .insertInto('leased_rows')
        .values(some.map(({ row }) => ({ ...ofEntity, row, lease_id: lease.id })))
        .execute()
    }
    const details = { lease: lease.id, version, entity: entity.entity, rows: wanted }
    const asked = filter === undefined ? {} : { filter: questionOf(filter) }
    note.audit({ action: 'lease.take', subject: `dataset:${dataset}`, details: { ...details, ...asked } })
    note.event({ type: 'lease.taken', subject: `dataset:${dataset}`, data: details })
    return { ...lease, masked: sight.masked(entity), rows }
  })
}

async function takenRows(db: Kysely<TeamTables>, { team, dataset, version, entity }: Place, at: string) {
  const rows = await db
    .selectFrom('leased_rows as r')
    .innerJoin('leases as l', (on) => on.onRef('l.team_id', '=', 'r.team_id').onRef('l.id', '=', 'r.lease_id'))
    .select('r.row')
    .where('r.team_id', '=', team)
    .where('r.dataset_id', '=', dataset)
    .where('r.version', '=', version)
    .where('r.entity', '=', entity.entity)
    .where('l.expires_at', '>', at)
    .execute()
  return rows.map(({ row }) => Number(row))
}

async function refuseUnreadable(tx: TeamTransaction, { team, dataset, version }: Place): Promise<void> {
  await findVersion(tx, team, dataset, version)
}

function tooFew(wanted: number, free: number): RequestError {
  return new RequestError('CONFLICT', {
    message: `${wanted} rows are asked for, and ${free} are free`,
    hint: 'Wait until leases end, ask for fewer rows, or widen the filter.',
    details: { wanted, free },
  })
}
