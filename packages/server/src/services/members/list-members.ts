import type { Role } from '../../auth/permissions.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { AuthServices, Call } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'

export interface Member {
  readonly user: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly status: 'active' | 'disabled' | 'invited'
  readonly since: string
}

/** Those who are in it, by name, and then those who are invited. */
export async function listMembers(
  services: AuthServices,
  call: Call,
  {
    team: named,
    cursor,
    limit,
  }: { readonly team: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly members: Member[]; readonly next: string | null }> {
  const team = await teamFor(services, call, 'members.read', named)
  const [members, invited] = await services.store.readSystem(async (db) => [
    await db
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .select(['users.id', 'users.email', 'users.name', 'users.status', 'memberships.role', 'memberships.created_at'])
      .where('memberships.team_id', '=', team.id)
      .orderBy('users.name')
      .orderBy('users.id')
      .execute(),
    await db
      .selectFrom('links')
      .innerJoin('users', 'users.id', 'links.user_id')
      .select(['users.id', 'users.email', 'users.name', 'links.role', 'links.created_at'])
      .where('links.team_id', '=', team.id)
      .where('links.kind', '=', 'invitation')
      .where('links.used_at', 'is', null)
      .where('links.expires_at', '>', services.now().toISOString())
      .orderBy('links.created_at')
      .execute(),
  ])
  const all = [
    ...members.map(({ id, created_at, ...rest }) => ({ ...rest, user: id, since: created_at })),
    ...invited.map(({ id, email, name, role, created_at: since }) => {
      return { user: id, email, name, role: role ?? 'read', status: 'invited' as const, since }
    }),
  ]
  const { page, next } = pageOf(all.slice(placeAfter(all, cursor)), limit, ({ user }) => user)
  return { members: [...page], next }
}

/** After whom the page before has ended; where they have left meanwhile, nobody can say. */
function placeAfter(all: readonly Member[], cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const at = all.findIndex(({ user }) => user === cursor)
  if (at >= 0) return at + 1
  throw new RequestError('REQUEST_INVALID', {
    message: 'whom the cursor names is not in the list any more: begin anew',
    details: { problems: [{ path: 'cursor', message: 'it names nobody of the list' }] },
  })
}
