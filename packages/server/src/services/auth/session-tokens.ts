import { newSecret, refreshTokenText } from '../../auth/refresh-token.ts'
import type { SystemTransaction } from '../../store/store.ts'
import type { Call, Services } from '../call.ts'

/** What whoever signed in holds from then on. */
export interface SessionTokens {
  readonly session: string
  readonly user: string
  readonly accessToken: string
  readonly accessExpiresAt: Date
  /** Good once: it is exchanged for the next one, for ten seconds for the same again. */
  readonly refreshToken: string
  readonly expiresAt: Date
}

const sessionDays = 30
const dayMs = 24 * 3_600_000
const longestAgent = 200

export interface StartedSession {
  readonly id: string
  readonly user: string
  readonly secret: string
  readonly expiresAt: Date
}

/** In the transaction of what let them in. */
export async function startSession(
  { auth, now, newId }: Pick<Services, 'auth' | 'now' | 'newId'>,
  tx: SystemTransaction,
  call: Pick<Call, 'ip'>,
  user: string,
  agent: string,
): Promise<StartedSession> {
  const [id, secret, at] = [newId(), newSecret(), now()]
  const expiresAt = new Date(at.getTime() + sessionDays * dayMs)
  await tx
    .insertInto('sessions')
    .values({
      id,
      user_id: user,
      refresh_hash: auth.secretHash('refresh', secret),
      ip: call.ip ?? '',
      agent: agent.slice(0, longestAgent),
      created_at: at.toISOString(),
      used_at: at.toISOString(),
      expires_at: expiresAt.toISOString(),
      revoked_at: null,
    })
    .execute()
  return { id, user, secret, expiresAt }
}

/** After the commit: signing may have to make a key first. */
export async function tokensOf({ auth }: Pick<Services, 'auth'>, started: StartedSession): Promise<SessionTokens> {
  const { id: session, user, secret, expiresAt } = started
  const { token, expiresAt: accessExpiresAt } = await auth.accessTokens.mint({ user, session })
  const refreshToken = refreshTokenText({ session, secret }, auth.secretHash)
  return { session, user, accessToken: token, accessExpiresAt, refreshToken, expiresAt }
}
