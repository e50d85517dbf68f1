import type { Checkpoint } from '../../audit/audit-row.ts'
import { systemRows, type TrailRows, teamRows } from '../../audit/trail-rows.ts'
import type { Services } from '../call.ts'

type Standing = Pick<Services, 'store' | 'trail' | 'witness' | 'now'>

/**
 * Signs how far each trail has come since the last time, in the store and outside of it. Between two of them is how much
 * of a trail could be cut off its end without a trace, so it is done often. Returns how many were signed.
 */
export async function checkpointTrails(services: Standing): Promise<number> {
  const { store } = services
  let count = 0
  const read = await store.readSystem((db) => due(services, systemRows(db)))
  if (read !== undefined) {
    await services.witness.keep(read)
    await store.system((tx) => systemRows(tx).insertCheckpoint(read))
    count += 1
  }
  for (const team of await store.places()) {
    const checkpoint = await store.readTeam(team, (db) => due(services, teamRows(db, team)))
    if (checkpoint === undefined) continue
    await services.witness.keep(checkpoint)
    await store.team(team, (tx) => teamRows(tx, team).insertCheckpoint(checkpoint))
    count += 1
  }
  return count
}

/** Of what is committed, so that no checkpoint vouches for a row that never came to be. */
async function due({ trail, now }: Standing, rows: TrailRows): Promise<Checkpoint | undefined> {
  const position = await rows.head()
  if (position <= (await rows.lastCheckpoint())) return undefined
  const seal = await rows.sealAt(position)
  // A row that was taken away cannot be vouched for: verifying the trail says so.
  if (seal === undefined) return undefined
  return trail.signer.sign({ trail: rows.trail, position, seal, at: now().toISOString() })
}
