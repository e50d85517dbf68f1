import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'
import { type GivenPolicy, textGiven } from './create-policy.ts'
import { findPolicy, findPolicyVersion, type PolicyVersion, policyVersionOf } from './policy.ts'
import { type PolicyServices, useVersion, writeVersion } from './write-version.ts'

interface Asked {
  readonly team?: string | undefined
  readonly policy: string
}

/** The next version of a policy, which is used from now on; the ones before stay. */
export async function putPolicy(
  services: PolicyServices,
  call: Call,
  asked: GivenPolicy & {
    readonly team?: string | undefined
    /** Id or name. */
    readonly named: string
    readonly expected?: number | undefined
    readonly note?: string | undefined
  },
): Promise<PolicyVersion> {
  const { id: team } = await teamFor(services, call, 'policies.change', teamMeant(call.actor, asked.team))
  const { id: policy } = await services.store.readTeam(team, (db) => findPolicy(db, team, asked.named))
  return writeVersion(services, call, {
    team,
    policy,
    id: services.newId(),
    text: textGiven(asked),
    status: 'accepted',
    note: asked.note ?? null,
    createdBy: nameOf(call.actor),
    expected: asked.expected,
  })
}

/** What a scan has proposed, or what was used once, is used from now on. */
export async function acceptVersion(
  services: PolicyServices,
  call: Call,
  { team: named, policy, version }: Asked & { readonly version: number },
): Promise<PolicyVersion> {
  const { id: team } = await teamFor(services, call, 'policies.change', teamMeant(call.actor, named))
  return change(services, call, team, async (tx, note) => {
    const { policy: found, row } = await findPolicyVersion(tx, team, policy, version)
    await tx
      .updateTable('policy_versions')
      .set({ status: 'accepted' })
      .where('team_id', '=', team)
      .where('id', '=', row.id)
      .execute()
    await useVersion(services, tx, team, found.id, version)
    const details = { policy: found.id, version, before: Number(found.version), undecided: Number(row.undecided) }
    note.audit({ action: 'policy.accept', subject: `policy:${found.id}`, details })
    note.event({ type: 'policy.changed', subject: `policy:${found.id}`, data: { ...details, status: 'accepted' } })
    return policyVersionOf({ ...row, status: 'accepted' })
  })
}

/** With all of its versions, unless a clone may still go on by one of them. */
export async function removePolicy(
  services: PolicyServices,
  call: Call,
  { team: named, policy }: Asked,
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'policies.change', teamMeant(call.actor, named))
  await change(services, call, team, async (tx, note) => {
    const { id, name } = await findPolicy(tx, team, policy)
    const used = await tx
      .selectFrom('clones')
      .select('id')
      .where('team_id', '=', team)
      .where('policy_id', '=', id)
      .where((is) => is.or([is('status', 'in', ['pending', 'in_progress']), is('is_left', '=', 1)]))
      .executeTakeFirst()
    if (used) {
      throw new RequestError('CONFLICT', {
        message: 'a clone that is not over masks by it',
        hint: 'Wait for the clone, or cancel it.',
        details: { clone: used.id },
      })
    }
    await tx.deleteFrom('policies').where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({ action: 'policy.remove', subject: `policy:${id}`, details: { name } })
    note.event({ type: 'policy.changed', subject: `policy:${id}`, data: { policy: id, status: 'removed' } })
  })
}
