import { userOf } from '../../auth/authorize.ts'
import type { AuthServices, Call } from '../call.ts'

export interface SessionListed {
  readonly id: string
  readonly current: boolean
  readonly ip: string
  readonly agent: string
  readonly createdAt: string
  readonly usedAt: string
  readonly expiresAt: string
}

/** The caller's own that still stand, the one used last first. */
export async function listSessions({ store, now }: AuthServices, { actor }: Call): Promise<SessionListed[]> {
  const user = userOf(actor)
  const rows = await store.readSystem((db) =>
    db
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', user.id)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now().toISOString())
      .orderBy('used_at', 'desc')
      .execute(),
  )
  return rows.map(({ id, ip, agent, created_at, used_at, expires_at }) => ({
    id,
    current: id === user.session,
    ip,
    agent,
    createdAt: created_at,
    usedAt: used_at,
    expiresAt: expires_at,
  }))
}
