import { nextSecret, parseRefreshToken } from '../../auth/refresh-token.ts'
import { sameHash } from '../../auth/secret-hash.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { type SessionTokens, tokensOf } from './session-tokens.ts'

const idleMs = 7 * 24 * 3_600_000
/** A page that is left while it asks never sees the answer: the next page asks again, with the token of before. */
const lostAnswerMs = 10_000

/**
 * A refresh token for the next one; within seconds, and before the next one was used, for the same next one again.
 * Any other that was used before is known for a copy, and ends the session for whoever holds either: nobody can tell
 * which of the two is the thief.
 */
export async function refreshSession(services: AuthServices, call: Call, text: string): Promise<SessionTokens> {
  const { auth, now } = services
  const token = parseRefreshToken(text, auth.secretHash)
  if (!token) throw sessionEnded()
  const secret = nextSecret(token, auth.secretHash)
  const next = auth.secretHash('refresh', secret)
  const outcome = await changeSystem(services, call, async (tx, note) => {
    const at = now()
    const row = await tx
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .selectAll('sessions')
      .where('sessions.id', '=', token.session)
      .where('sessions.revoked_at', 'is', null)
      .where('users.status', '=', 'active')
      .executeTakeFirst()
    if (!row || Date.parse(row.expires_at) <= at.getTime() || at.getTime() - Date.parse(row.used_at) >= idleMs) return
    const going = { id: row.id, user: row.user_id, secret, expiresAt: new Date(row.expires_at) }
    if (sameHash(row.refresh_hash, next) && at.getTime() - Date.parse(row.used_at) < lostAnswerMs) return going
    const change = tx.updateTable('sessions').where('id', '=', row.id)
    if (!sameHash(row.refresh_hash, auth.secretHash('refresh', token.secret))) {
      await change.set({ revoked_at: at.toISOString() }).execute()
      note.audit({ action: 'session.reused', subject: `session:${row.id}`, details: { user: row.user_id } })
      return
    }
    await change.set({ refresh_hash: next, used_at: at.toISOString() }).execute()
    return going
  })
  if (!outcome) throw sessionEnded()
  return tokensOf(services, outcome)
}

function sessionEnded(): RequestError {
  return new RequestError('SESSION_ENDED', { message: 'this session has ended' })
}
