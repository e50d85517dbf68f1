import { type MaskingPolicy, parsePolicy } from '@understudy/sdk'
import type { Call, Services } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'
import {
  findPolicy,
  findPolicyVersion,
  type Policy,
  type PolicyVersion,
  policyOfRow,
  policyVersionOf,
  textOfPolicy,
} from './policy.ts'

type Reading = Pick<Services, 'store' | 'sealer'>

interface Asked {
  readonly team?: string | undefined
  readonly policy: string
}

/** By name. */
export async function listPolicies(
  services: Reading,
  call: Call,
  {
    team: named,
    cursor,
    limit,
  }: { readonly team?: string | undefined; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly policies: readonly Policy[]; readonly next: string | null }> {
  const { id: team } = await teamFor(services, call, 'policies.read', teamMeant(call.actor, named))
  const rows = await services.store.readTeam(team, (db) => {
    const all = db.selectFrom('policies').selectAll().where('team_id', '=', team)
    return (cursor === undefined ? all : all.where('name', '>', cursor))
      .orderBy('name')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ name }) => name)
  return { policies: page.map(policyOfRow), next }
}

export interface PolicyRead extends Policy {
  readonly read: PolicyVersion
  readonly policy: MaskingPolicy
}

/** One version with what stands in it: the one that is used where none is named. */
export async function readPolicy(
  services: Reading,
  call: Call,
  { team: named, policy, version }: Asked & { readonly version?: number | undefined },
): Promise<PolicyRead & { readonly text: string }> {
  const { id: team } = await teamFor(services, call, 'policies.read', teamMeant(call.actor, named))
  const found = await services.store.readTeam(team, (db) => findPolicyVersion(db, team, policy, version))
  const text = await textOfPolicy(services, found.row)
  return { ...policyOfRow(found.policy), read: policyVersionOf(found.row), policy: parsePolicy(text), text }
}

/** The newest first. */
export async function listPolicyVersions(
  services: Reading,
  call: Call,
  { team: named, policy, before, limit }: Asked & { readonly before?: number | undefined; readonly limit: number },
): Promise<{ readonly versions: readonly PolicyVersion[]; readonly next: number | null }> {
  const { id: team } = await teamFor(services, call, 'policies.read', teamMeant(call.actor, named))
  const rows = await services.store.readTeam(team, async (db) => {
    const { id } = await findPolicy(db, team, policy)
    const all = db.selectFrom('policy_versions').selectAll().where('team_id', '=', team).where('policy_id', '=', id)
    return (before === undefined ? all : all.where('version', '<', before))
      .orderBy('version', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ version }) => Number(version))
  return { versions: page.map(policyVersionOf), next }
}
