import type { Actor } from '../../auth/actor.ts'
import { authorize } from '../../auth/authorize.ts'
import type { Action } from '../../auth/permissions.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Services } from '../call.ts'
import { scopeNames } from './authenticate.ts'

/** Whether somebody who was let in a while ago would be let in now: for what goes on after its request was authorized. */
export async function stillAllowed(
  { store, now }: Pick<Services, 'store' | 'now'>,
  actor: Actor,
  action: Action,
  team: string,
): Promise<boolean> {
  const at = now().toISOString()
  const current = await store.readSystem(async (db): Promise<Actor | undefined> => {
    const there = await db
      .selectFrom('teams')
      .select('id')
      .where('id', '=', team)
      .where('status', '!=', 'erased')
      .execute()
    if (there.length === 0) return undefined
    if (actor.kind === 'key') {
      const key = await db
        .selectFrom('api_keys')
        .select('scopes')
        .where('id', '=', actor.id)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirst()
      return key && { ...actor, scopes: new Set(scopeNames(key.scopes)) }
    }
    if (actor.kind === 'user') {
      const user = await db
        .selectFrom('sessions')
        .innerJoin('users', 'users.id', 'sessions.user_id')
        .select('users.is_system_admin')
        .where('sessions.id', '=', actor.session)
        .where('users.id', '=', actor.id)
        .where('sessions.revoked_at', 'is', null)
        .where('sessions.expires_at', '>', at)
        .where('users.status', '=', 'active')
        .executeTakeFirst()
      if (user === undefined) return undefined
      const membership = await db
        .selectFrom('memberships')
        .select('role')
        .where('user_id', '=', actor.id)
        .where('team_id', '=', team)
        .executeTakeFirst()
      const memberships = new Map(membership === undefined ? [] : [[team, membership.role] as const])
      return { ...actor, isSystemAdmin: user.is_system_admin === 1, memberships }
    }
    return actor
  })
  if (current === undefined) return false
  try {
    authorize(current, action, team)
    return true
  } catch (thrown) {
    if (thrown instanceof RequestError) return false
    throw thrown
  }
}
