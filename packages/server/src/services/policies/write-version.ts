import { parsePolicy, policyFingerprint } from '@understudy/sdk'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { findPolicy, type PolicyVersion, type PolicyVersionRow, policyPlace, policyVersionOf } from './policy.ts'

interface NewVersion {
  readonly team: string
  /** Id. */
  readonly policy: string
  readonly id: string
  /** The file, to the letter. */
  readonly text: string
  readonly status: 'proposed' | 'accepted'
  readonly note: string | null
  readonly createdBy: string
  /** What is used has this version, or nothing is written. */
  readonly expected?: number | undefined
}

export type PolicyServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>

/** The next version, under its number. The same id again is the same version. */
export async function writeVersion(
  services: PolicyServices,
  call: Call,
  { team, policy: policyId, id, text, status, note: said, createdBy, expected }: NewVersion,
  guard: (tx: TeamTransaction) => Promise<void> = async () => {},
): Promise<PolicyVersion> {
  const policy = parsePolicy(text)
  const text_sealed = await services.sealer.seal(team, policyPlace(id), Buffer.from(text))
  return change(services, call, team, async (tx, note) => {
    await guard(tx)
    const there = await tx
      .selectFrom('policy_versions')
      .selectAll()
      .where('team_id', '=', team)
      .where('id', '=', id)
      .executeTakeFirst()
    if (there) return policyVersionOf(there)
    const found = await findPolicy(tx, team, policyId)
    if (expected !== undefined && Number(found.version) !== expected) {
      throw new RequestError('CONFLICT', {
        message: `version ${found.version} is used by now, and the change was made of version ${expected}`,
        details: { version: Number(found.version) },
      })
    }
    const { last } = await tx
      .selectFrom('policy_versions')
      .select((of) => of.fn.max('version').as('last'))
      .where('team_id', '=', team)
      .where('policy_id', '=', found.id)
      .executeTakeFirstOrThrow()
    const row: PolicyVersionRow = {
      team_id: team,
      id,
      policy_id: found.id,
      version: Number(last ?? 0) + 1,
      status,
      text_sealed,
      fingerprint: policyFingerprint(policy),
      tables: Object.keys(policy.tables).length,
      undecided: Object.keys(policy.undecided).length,
      note: said,
      created_at: services.now().toISOString(),
      created_by: createdBy,
    }
    await tx.insertInto('policy_versions').values(row).execute()
    const details = { policy: found.id, version: row.version, status, undecided: row.undecided, tables: row.tables }
    if (status === 'accepted') await useVersion(services, tx, team, found.id, row.version)
    note.audit({
      action: `policy.${status === 'accepted' ? 'change' : 'propose'}`,
      subject: `policy:${found.id}`,
      details,
    })
    note.event({ type: 'policy.changed', subject: `policy:${found.id}`, data: details })
    return policyVersionOf(row)
  })
}

export async function useVersion(
  { now }: Pick<Services, 'now'>,
  tx: TeamTransaction,
  team: string,
  policy: string,
  version: number,
): Promise<void> {
  await tx
    .updateTable('policies')
    .set({ version, updated_at: now().toISOString() })
    .where('team_id', '=', team)
    .where('id', '=', policy)
    .execute()
}
