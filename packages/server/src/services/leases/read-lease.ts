import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { rowsWithin } from '../datasets/chunks/chunk.ts'
import { readChunks } from '../datasets/read/read-chunks.ts'
import { type Sight, sightFor } from '../datasets/read/sight.ts'
import { entityOf, findVersion } from '../datasets/read/version.ts'
import { teamFor } from '../teams/team-for.ts'
import { findLease } from './find-lease.ts'
import type { Lease, LeasedRow, LeaseTaken } from './lease.ts'
import { refuseOtherTaker } from './refuse-other-taker.ts'

interface LeaseNamed {
  readonly team: string
  readonly lease: string
  /** Without masks: for whoever may. */
  readonly reveal?: boolean | undefined
}

/** A lease that lasts, with its rows: for whoever took it and lost what was answered. */
export async function readLease(
  services: Services,
  call: Call,
  { team: named, lease: id, reveal }: LeaseNamed,
): Promise<LeaseTaken> {
  const { id: team } = await teamFor(services, call, 'leases.take', named)
  const at = services.now().toISOString()
  const { lease, numbers, found } = await change(services, call, team, async (tx, note) => {
    const lease = await findLease(tx, team, id)
    refuseOtherTaker(call, team, lease)
    if (lease.releasedAt !== null || lease.expiresAt <= at) {
      throw new RequestError('CONFLICT', { message: 'the lease has ended' })
    }
    // A version that is erased or archived is read no more, whoever holds rows of it.
    const found = await findVersion(tx, team, lease.dataset, lease.version)
    const taken = await tx
      .selectFrom('leased_rows')
      .select('row')
      .where('team_id', '=', team)
      .where('lease_id', '=', id)
      .orderBy('row')
      .execute()
    const details = { lease: id, version: lease.version, entity: lease.entity, rows: taken.length }
    note.audit({ action: 'lease.read', subject: `dataset:${lease.dataset}`, details })
    return { lease, found, numbers: taken.map(({ row }) => Number(row)) }
  })
  const entity = entityOf(found, lease.entity)
  const sight = await sightFor(services, call, team, found, { reveal, entities: [entity] })
  const rows = await rowsOf(services, call, { team, sight, ...lease }, numbers)
  return { ...lease, masked: sight.masked(entity), rows }
}

/** In one walk from the first to the last of them; `numbers` are in order. */
async function rowsOf(
  services: Services,
  call: Call,
  place: Pick<Lease, 'dataset' | 'version' | 'entity'> & { readonly team: string; readonly sight: Sight },
  numbers: readonly number[],
): Promise<LeasedRow[]> {
  const rows: LeasedRow[] = []
  const [from] = numbers
  if (from === undefined) return rows
  for await (const chunk of readChunks(services, { ...place, from }, call.signal)) {
    for (let row = numbers[rows.length]; row !== undefined && row < chunk.firstRow + chunk.rows; ) {
      const within = row - chunk.firstRow
      rows.push({ row, line: Buffer.from(rowsWithin(chunk, within, within + 1)) })
      row = numbers[rows.length]
    }
    if (rows.length === numbers.length) break
  }
  return rows
}
