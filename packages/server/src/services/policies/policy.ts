import type { MaskingPolicy } from '@understudy/sdk'
import { parsePolicy } from '@understudy/sdk'
import type { Kysely, Selectable } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'

export type PolicyRow = Selectable<TeamTables['policies']>
export type PolicyVersionRow = Selectable<TeamTables['policy_versions']>

export interface Policy {
  readonly id: string
  readonly name: string
  /** What is used where none is named; null while there are proposals alone. */
  readonly version: number | null
  readonly createdAt: string
  readonly createdBy: string
  readonly updatedAt: string
}

export interface PolicyVersion {
  readonly version: number
  readonly status: 'proposed' | 'accepted'
  readonly fingerprint: string
  readonly tables: number
  /** Columns that nobody has decided about: it masks nothing while there are some. */
  readonly undecided: number
  readonly note: string | null
  readonly createdAt: string
  readonly createdBy: string
}

/** Where the file of a version is sealed. */
export const policyPlace = (id: string) => `policy_versions/text/${id}`

export function policyOfRow(row: PolicyRow): Policy {
  const version = Number(row.version)
  return {
    id: row.id,
    name: row.name,
    version: version === 0 ? null : version,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
  }
}

export function policyVersionOf(row: Omit<PolicyVersionRow, 'text_sealed'>): PolicyVersion {
  return {
    version: Number(row.version),
    status: row.status,
    fingerprint: row.fingerprint,
    tables: Number(row.tables),
    undecided: Number(row.undecided),
    note: row.note,
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}

/** By id or name. */
export async function findPolicy(db: Kysely<TeamTables>, team: string, named: string): Promise<PolicyRow> {
  const row = await db
    .selectFrom('policies')
    .selectAll()
    .where('team_id', '=', team)
    .where((is) => is.or([is('id', '=', named), is('name', '=', named)]))
    .orderBy('id')
    .executeTakeFirst()
  if (row) return row
  throw new RequestError('NOT_FOUND', { message: 'there is no such policy in the team' })
}

/** The version that is named, or the one that is used. */
export async function findPolicyVersion(
  db: Kysely<TeamTables>,
  team: string,
  named: string,
  version?: number,
): Promise<{ readonly policy: PolicyRow; readonly row: PolicyVersionRow }> {
  const policy = await findPolicy(db, team, named)
  const row = await db
    .selectFrom('policy_versions')
    .selectAll()
    .where('team_id', '=', team)
    .where('policy_id', '=', policy.id)
    .where('version', '=', version ?? Number(policy.version))
    .executeTakeFirst()
  if (row) return { policy, row }
  throw new RequestError('NOT_FOUND', {
    message:
      version === undefined
        ? `the policy ${JSON.stringify(policy.name)} has proposals alone: accept one of them`
        : 'there is no such version of the policy',
  })
}

export async function textOfPolicy(
  { sealer }: Pick<Services, 'sealer'>,
  { team_id, id, text_sealed }: PolicyVersionRow,
): Promise<string> {
  return Buffer.from(await sealer.open(team_id, policyPlace(id), text_sealed)).toString()
}

/** A version that somebody has accepted, as the engine takes it. */
export async function readAccepted(
  services: Pick<Services, 'store' | 'sealer'>,
  team: string,
  named: string,
  version?: number,
): Promise<{ readonly id: string; readonly version: number; readonly policy: MaskingPolicy }> {
  const { policy, row } = await services.store.readTeam(team, (db) => findPolicyVersion(db, team, named, version))
  if (row.status !== 'accepted') {
    throw new RequestError('CONFLICT', {
      message: `version ${row.version} of the policy is a proposal, which nobody has accepted`,
      hint: 'Review it, and accept it.',
      details: { policy: policy.id, version: Number(row.version) },
    })
  }
  return {
    id: policy.id,
    version: Number(row.version),
    policy: parsePolicy(await textOfPolicy(services, row)),
  }
}
