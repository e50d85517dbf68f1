import { parsePolicy, policyText } from '@understudy/sdk'
import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'
import { type Policy, type PolicyRow, policyOfRow } from './policy.ts'
import { type PolicyServices, writeVersion } from './write-version.ts'

/** As people give a policy: the text of a file, which is kept to the letter, or what stands in one. */
export interface GivenPolicy {
  readonly policy?: unknown
  readonly file?: string | undefined
}

const mostPolicies = 200

export function textGiven({ policy, file }: GivenPolicy): string {
  if ((policy === undefined) === (file === undefined)) {
    throw new RequestError('REQUEST_INVALID', {
      message: 'give either policy, as JSON, or file, as text',
      details: { problems: [{ path: 'policy', message: 'one of policy and file' }] },
    })
  }
  return file ?? policyText(parsePolicy(policy))
}

/** With its first version, which is used from now on. */
export async function createPolicy(
  services: PolicyServices,
  call: Call,
  {
    team: named,
    name,
    note,
    ...given
  }: GivenPolicy & { readonly team?: string | undefined; readonly name: string; readonly note?: string | undefined },
): Promise<Policy> {
  const { id: team } = await teamFor(services, call, 'policies.change', teamMeant(call.actor, named))
  const text = textGiven(given)
  parsePolicy(text)
  const policy = await insertPolicy(services, call, team, name, { mustBeNew: true })
  const createdBy = nameOf(call.actor)
  const about = { team, policy: policy.id, id: services.newId(), status: 'accepted', note: note ?? null } as const
  const { version } = await writeVersion(services, call, { ...about, text, createdBy })
  return policyOfRow({ ...policy, version })
}

/** The one of that name or id, or a new one without a version. Whoever calls has looked whether the caller may. */
export async function insertPolicy(
  services: PolicyServices,
  call: Call,
  team: string,
  name: string,
  { mustBeNew = false } = {},
): Promise<PolicyRow> {
  const at = services.now().toISOString()
  return change(services, call, team, async (tx, note) => {
    const found = await tx
      .selectFrom('policies')
      .selectAll()
      .where('team_id', '=', team)
      .where((is) => is.or([is('name', '=', name), is('id', '=', name)]))
      .executeTakeFirst()
    if (found && mustBeNew) {
      throw new RequestError('CONFLICT', {
        message: `the team has a policy ${JSON.stringify(name)} already`,
        details: { policy: found.id },
      })
    }
    if (found) return found
    const { count } = await tx
      .selectFrom('policies')
      .select((of) => of.fn.countAll<number | string | bigint>().as('count'))
      .where('team_id', '=', team)
      .executeTakeFirstOrThrow()
    if (Number(count) >= mostPolicies) {
      throw new RequestError('LIMIT_EXCEEDED', {
        message: `a team has at most ${mostPolicies} policies`,
        details: { limit: 'policies', most: mostPolicies },
      })
    }
    const row: PolicyRow = {
      team_id: team,
      id: services.newId(),
      name,
      version: 0,
      created_at: at,
      created_by: nameOf(call.actor),
      updated_at: at,
    }
    await tx.insertInto('policies').values(row).execute()
    note.audit({ action: 'policy.create', subject: `policy:${row.id}`, details: { name } })
    return row
  })
}
