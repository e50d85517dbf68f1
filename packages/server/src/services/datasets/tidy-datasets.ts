import type { Call, Services } from '../call.ts'
import { applyRetention } from './apply-retention.ts'
import { discardAbandoned } from './discard-abandoned.ts'
import { sweepBlobs } from './sweep-blobs.ts'

const lately = 2 * 3_600_000

/**
 * For every team: what retention does not keep, what died while it was written, and blobs that nothing refers to. To be
 * repeated; a team where it fails keeps no other from its turn, and the failures are thrown together at the end.
 */
export async function tidyDatasets(services: Services, signal: AbortSignal): Promise<void> {
  const call: Call = { actor: { kind: 'system', for: undefined }, requestId: 'tidy-datasets', ip: null, signal }
  const failures: unknown[] = []
  for (const team of await services.store.places()) {
    if (signal.aborted) return
    try {
      await applyRetention(services, call, team)
      await discardAbandoned(services, team)
      await sweepBlobs(services, team)
      if (await hasErased(services, team)) await services.store.scrub(team)
    } catch (thrown) {
      // Any failure: the next team has its turn all the same.
      failures.push(thrown)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'some teams’ datasets could not be tidied')
}

/** Lately: what was there may still be in the store's own files. */
async function hasErased({ store, now }: Pick<Services, 'store' | 'now'>, team: string): Promise<boolean> {
  const since = new Date(now().getTime() - lately).toISOString()
  const row = await store.readTeam(team, (db) =>
    db
      .selectFrom('datasets')
      .select('id')
      .where('team_id', '=', team)
      .where('erased_at', '>', since)
      .executeTakeFirst(),
  )
  return row !== undefined
}
