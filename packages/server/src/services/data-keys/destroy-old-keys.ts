import type { Services } from '../call.ts'
import { resealTeam } from './reseal-team.ts'

/** Longer than an answer is kept for who sends its request again, and than a signing key that was retired. */
const keptMs = 48 * 3_600_000

/**
 * Data keys that were rotated away two days ago and longer are destroyed, once nothing stands under them: what copies of
 * the store hold that were made before then opens no longer, with whatever key of the ring. To be repeated; a team where
 * it fails keeps no other from its turn. How many went.
 */
export async function destroyOldKeys(
  { store, sealer, now }: Pick<Services, 'store' | 'sealer' | 'now'>,
  signal: AbortSignal,
): Promise<number> {
  const before = new Date(now().getTime() - keptMs)
  const owners = await store.readSystem((db) =>
    db
      .selectFrom('data_keys')
      .select('team_id')
      .distinct()
      .where('purpose', '=', 'seal')
      .where('retired_at', '<', before.toISOString())
      .where('erased_at', 'is', null)
      .execute(),
  )
  let destroyed = 0
  const failures: unknown[] = []
  for (const { team_id: team } of owners) {
    if (signal.aborted) break
    try {
      if (team !== null) await resealTeam({ store, sealer }, team)
      else if (!(await standsNothingOfTheSystem({ store, sealer }))) continue
      destroyed += await sealer.destroyRetired(team, before)
    } catch (thrown) {
      // Any failure: the next team has its turn all the same.
      failures.push(thrown)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'some old data keys could not be destroyed')
  return destroyed
}

/** Signing keys are made anew at a rotation, and forgotten a day later. */
async function standsNothingOfTheSystem({ store, sealer }: Pick<Services, 'store' | 'sealer'>): Promise<boolean> {
  const keys = await store.readSystem((db) => db.selectFrom('signing_keys').select('private_sealed').execute())
  for (const { private_sealed } of keys) if (!(await sealer.isCurrent(null, private_sealed))) return false
  return true
}
