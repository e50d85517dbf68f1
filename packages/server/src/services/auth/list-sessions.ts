import { userOf } from '../../auth/authorize.ts'
import type { AuthServices, Call } from '../call.ts'
import { pageOf } from '../page-of.ts'

export interface SessionListed {
  readonly id: string
  readonly current: boolean
  readonly ip: string
  readonly agent: string
  readonly createdAt: string
  readonly usedAt: string
  readonly expiresAt: string
}

/** The caller's own that still stand, the newest first. */
export async function listSessions(
  { store, now }: AuthServices,
  { actor }: Call,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly sessions: SessionListed[]; readonly next: string | null }> {
  const user = userOf(actor)
  const rows = await store.readSystem((db) => {
    const standing = db
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', user.id)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now().toISOString())
    return (cursor === undefined ? standing : standing.where('id', '<', cursor))
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  const sessions = page.map(({ id, ip, agent, created_at, used_at, expires_at }) => ({
    id,
    current: id === user.session,
    ip,
    agent,
    createdAt: created_at,
    usedAt: used_at,
    expiresAt: expires_at,
  }))
  return { sessions, next }
}
