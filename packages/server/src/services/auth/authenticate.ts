import type { Kysely } from 'kysely'
import type { Actor } from '../../auth/actor.ts'
import { parseApiKey } from '../../auth/api-key-text.ts'
import { unauthenticated } from '../../auth/authorize.ts'
import { isAction } from '../../auth/permissions.ts'
import { sameHash } from '../../auth/secret-hash.ts'
import { statement } from '../../store/statement.ts'
import type { SystemTables } from '../../store/tables/system-tables.ts'
import type { Services } from '../call.ts'

/** What a request shows: what stands after `Bearer`, or else the access token of the cookie. */
export interface Credentials {
  readonly bearer: string | undefined
  readonly cookie: string | undefined
}

type Standing = Pick<Services, 'store' | 'auth' | 'now'>

/**
 * Who asks. Nothing is remembered between requests: the rows of session, user, memberships and key are read each time,
 * so that whatever is revoked on one instance is gone on all with the next request.
 */
export async function authenticate(services: Standing, { bearer, cookie }: Credentials): Promise<Actor> {
  if (bearer !== undefined) {
    const actor = bearer.startsWith('ptd_') ? await keyActor(services, bearer) : await userActor(services, bearer)
    if (actor) return actor
    throw unauthenticated('what the header Authorization shows is not good, or no longer')
  }
  if (cookie === undefined) return { kind: 'nobody' }
  // A page whose session ended still has to load and to sign in.
  return (await userActor(services, cookie)) ?? { kind: 'nobody' }
}

const userOfSession = statement(
  (db: Kysely<SystemTables>, { session, user, at }: { session: string; user: string; at: string }) =>
    db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select(['users.id', 'users.email', 'users.name', 'users.is_system_admin'])
      .where('sessions.id', '=', session)
      .where('users.id', '=', user)
      .where('sessions.revoked_at', 'is', null)
      .where('sessions.expires_at', '>', at)
      .where('users.status', '=', 'active'),
)
const membershipsOf = statement((db: Kysely<SystemTables>, { user }: { user: string }) =>
  db
    .selectFrom('memberships')
    .innerJoin('teams', 'teams.id', 'memberships.team_id')
    .select(['memberships.team_id', 'memberships.role'])
    .where('memberships.user_id', '=', user)
    .where('teams.status', '!=', 'erased'),
)
const keyOf = statement((db: Kysely<SystemTables>, { id }: { id: string }) =>
  db
    .selectFrom('api_keys')
    .innerJoin('teams', 'teams.id', 'api_keys.team_id')
    .select(['api_keys.id', 'api_keys.name', 'api_keys.team_id', 'api_keys.secret_hash', 'api_keys.scopes'])
    .select(['api_keys.used_at', 'api_keys.expires_at', 'api_keys.revoked_at'])
    .where('api_keys.id', '=', id)
    .where('teams.status', '!=', 'erased'),
)

async function userActor({ store, auth, now }: Standing, token: string): Promise<Actor | undefined> {
  const claims = await auth.accessTokens.verify(token)
  if (!claims) return undefined
  return store.readSystem(async (db) => {
    const [user] = await userOfSession(db, { ...claims, at: now().toISOString() })
    if (!user) return undefined
    const memberships = await membershipsOf(db, { user: user.id })
    return {
      kind: 'user',
      id: user.id,
      email: user.email,
      name: user.name,
      isSystemAdmin: user.is_system_admin === 1,
      session: claims.session,
      memberships: new Map(memberships.map(({ team_id, role }) => [team_id, role])),
    }
  })
}

/** How exactly it is known when a key was used last: not every request writes. */
const usedAtMs = 60_000

async function keyActor({ store, auth, now }: Standing, text: string): Promise<Actor | undefined> {
  const parts = parseApiKey(text)
  if (!parts || parts.environment !== auth.environment) return undefined
  const at = now()
  const [row] = await store.readSystem((db) => keyOf(db, { id: parts.id }))
  if (!row || !sameHash(row.secret_hash, auth.secretHash('api-key', parts.secret))) return undefined
  if (row.revoked_at !== null) throw unauthenticated('this key was revoked')
  if (Date.parse(row.expires_at) <= at.getTime()) throw unauthenticated('this key has expired')
  if (row.used_at === null || at.getTime() - Date.parse(row.used_at) >= usedAtMs) {
    await store.system((tx) =>
      tx.updateTable('api_keys').set({ used_at: at.toISOString() }).where('id', '=', row.id).execute(),
    )
  }
  const scopes = scopeNames(row.scopes)
  return { kind: 'key', id: row.id, name: row.name, team: row.team_id, scopes: new Set(scopes) }
}

/** Of a row that was written by us; a scope that a later version dropped gives nothing. */
export function scopeNames(json: string) {
  const names: unknown = JSON.parse(json)
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string').filter(isAction) : []
}
