import type { AuthServices } from '../call.ts'

const dayMs = 24 * 3_600_000
/** For how long what has ended is kept, so that one can see where it was used from. */
const keptMs = 30 * dayMs
/** Longer than any token that it signed. */
const retiredMs = dayMs

/** Forgets sessions, links and signing keys that ended long ago. Safe to repeat; how many rows there were. */
export async function sweepSignIns({ store, now }: Pick<AuthServices, 'store' | 'now'>): Promise<number> {
  const before = (ms: number) => new Date(now().getTime() - ms).toISOString()
  return store.system(async (tx) => {
    const gone = [
      await tx
        .deleteFrom('sessions')
        .where((is) => is.or([is('expires_at', '<', before(keptMs)), is('revoked_at', '<', before(keptMs))]))
        .executeTakeFirst(),
      await tx.deleteFrom('links').where('expires_at', '<', before(keptMs)).executeTakeFirst(),
      await tx.deleteFrom('signing_keys').where('retired_at', '<', before(retiredMs)).executeTakeFirst(),
    ]
    return gone.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0)
  })
}
