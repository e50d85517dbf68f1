import { isAllowed } from '../../../auth/authorize.ts'
import type { Role } from '../../../auth/permissions.ts'
import { scopeNames } from '../../auth/authenticate.ts'
import type { Call, Services } from '../../call.ts'
import { configOf } from '../config/read-team-config.ts'
import type { RefreshSchedule, TeamConfig } from '../config/team-config.ts'
import type { Team } from '../find-team.ts'
import { teamFor } from '../team-for.ts'
import { type RequirementState, requirementStates } from './requirements.ts'

export interface AccessControl {
  readonly kind: 'user' | 'key'
  /** user:…, key:… */
  readonly subject: string
  readonly name: string
  /** Of a member. */
  readonly role?: Role | undefined
  /** Of a key. */
  readonly scopes?: readonly string[] | undefined
}

export interface TeamEnvironment {
  readonly teamId: string
  readonly slug: string
  readonly name: string
  /** Where its data is apart from that of others: a file of its own, or rows that the database shows to nobody else. */
  readonly dataNamespace: string
  readonly accessLevel: Role
  readonly accessControls: readonly AccessControl[]
  /** Null, as what follows, where the caller reads nothing of the team. */
  readonly customizations: TeamConfig['customizations'] | null
  readonly refreshSchedule: RefreshSchedule | null
  readonly requirements: readonly RequirementState[] | null
}

const mostListed = 1000

/** A team as it is now: its place, who may do what there, what it changes, and what it still lacks. */
export async function readEnvironment(
  services: Pick<Services, 'store' | 'sealer' | 'now'>,
  call: Call,
  named: string,
): Promise<TeamEnvironment> {
  const team = await teamFor(services, call, 'team.read', named)
  await teamFor(services, call, 'members.read', team.id)
  return environmentOf(services, call, team, isAllowed(call.actor, 'config.read', team.id))
}

/** For those who have authorized. Values and schemas stand in a configuration: `whole` is for who reads data of the team, or has just said it. */
export async function environmentOf(
  services: Pick<Services, 'store' | 'sealer' | 'now'>,
  call: Call,
  team: Team,
  whole: boolean,
): Promise<TeamEnvironment> {
  const { config } = await configOf(services, team.id)
  return {
    teamId: team.id,
    slug: team.slug,
    name: team.name,
    dataNamespace: `${services.store.engine}:${team.id}`,
    accessLevel: config.accessLevel,
    accessControls: await accessControls(services, call, team.id),
    customizations: whole ? config.customizations : null,
    refreshSchedule: whole ? (config.refreshPreferences.schedule ?? null) : null,
    requirements: whole ? await requirementStates(services, team.id) : null,
  }
}

/** Members, and keys that hold, where the caller may know of these. */
async function accessControls(
  { store, now }: Pick<Services, 'store' | 'now'>,
  { actor }: Call,
  team: string,
): Promise<AccessControl[]> {
  const [members, keys] = await store.readSystem(async (db) => [
    await db
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .select(['users.id', 'users.name', 'memberships.role'])
      .where('memberships.team_id', '=', team)
      .orderBy('users.name')
      .orderBy('users.id')
      .limit(mostListed)
      .execute(),
    isAllowed(actor, 'keys.read', team)
      ? await db
          .selectFrom('api_keys')
          .select(['id', 'name', 'scopes'])
          .where('team_id', '=', team)
          .where('revoked_at', 'is', null)
          .where('expires_at', '>', now().toISOString())
          .orderBy('id', 'desc')
          .limit(mostListed)
          .execute()
      : [],
  ])
  return [
    ...members.map(({ id, name, role }) => ({ kind: 'user', subject: `user:${id}`, name, role }) as const),
    ...keys.map(
      ({ id, name, scopes }) => ({ kind: 'key', subject: `key:${id}`, name, scopes: scopeNames(scopes) }) as const,
    ),
  ]
}
