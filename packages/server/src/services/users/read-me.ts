import type { Actor } from '../../auth/actor.ts'
import { unauthenticated } from '../../auth/authorize.ts'
import type { Action, Role } from '../../auth/permissions.ts'
import type { Call, Services } from '../call.ts'

interface TeamOfMine {
  readonly id: string
  readonly slug: string
  readonly name: string
}

export type Me =
  | {
      readonly kind: 'user'
      readonly id: string
      readonly email: string
      readonly name: string
      readonly isSystemAdmin: boolean
      readonly teams: (TeamOfMine & { readonly role: Role })[]
    }
  | {
      readonly kind: 'key'
      readonly id: string
      readonly name: string
      readonly team: TeamOfMine
      readonly scopes: Action[]
    }

/** Who the server takes the caller for, and what they have to do with. */
export async function readMe(services: Pick<Services, 'store'>, call: Call): Promise<Me> {
  const { actor } = call
  const teams = await teamsOf(services, actor)
  if (actor.kind === 'key') {
    const { id, name, scopes } = actor
    const team = teams[0]
    if (!team) throw unauthenticated('the team of this key is no more')
    return { kind: 'key', id, name, team, scopes: [...scopes] }
  }
  if (actor.kind !== 'user') throw unauthenticated('this is for whoever is signed in or shows a key')
  const { id, email, name, isSystemAdmin, memberships } = actor
  const own = teams.flatMap((team) => {
    const role = memberships.get(team.id)
    return role === undefined ? [] : [{ ...team, role }]
  })
  return { kind: 'user', id, email, name, isSystemAdmin, teams: own }
}

async function teamsOf({ store }: Pick<Services, 'store'>, actor: Actor): Promise<TeamOfMine[]> {
  const own = actor.kind === 'key' ? [actor.team] : actor.kind === 'user' ? [...actor.memberships.keys()] : []
  if (own.length === 0) return []
  return store.readSystem((db) =>
    db
      .selectFrom('teams')
      .select(['id', 'slug', 'name'])
      .where('id', 'in', own)
      .where('status', '!=', 'erased')
      .orderBy('slug')
      .execute(),
  )
}
