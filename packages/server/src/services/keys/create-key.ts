import { nameOf } from '../../auth/actor.ts'
import { apiKeyText, newKeySecret } from '../../auth/api-key-text.ts'
import { authorize } from '../../auth/authorize.ts'
import { type Action, scopes as grantable } from '../../auth/permissions.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { SystemTransaction } from '../../store/store.ts'
import type { AuthServices, Call, Services } from '../call.ts'
import { changeSystem } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { type KeyListed, keyOfRow } from './key-listed.ts'

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Action[]
  readonly days: number
}

export interface MadeKey {
  readonly key: KeyListed
  /** The whole text, shown this once. */
  readonly text: string
}

/** For one team, for a while, for what it names; nobody gives what they may not do themselves. */
export async function createKey(
  services: AuthServices,
  call: Call,
  teamNamed: string,
  input: NewKey,
): Promise<MadeKey> {
  const team = await teamFor(services, call, 'keys.change', teamNamed)
  for (const scope of input.scopes) {
    if (!grantable.includes(scope)) {
      throw new RequestError('REQUEST_INVALID', { message: `no key is given ${scope}`, details: { scope } })
    }
    authorize(call.actor, scope, team.id)
  }
  return changeSystem(services, call, async (tx, note) => {
    const made = await insertKey(services, tx, { ...input, team: team.id, createdBy: nameOf(call.actor) })
    const { id, expiresAt } = made.key
    const details = { name: input.name, scopes: input.scopes.join(' '), expiresAt }
    note.audit({ action: 'key.create', subject: `key:${id}`, team: team.id, details })
    note.tell(team.id, { type: 'key.created', subject: `key:${id}`, data: { name: input.name } })
    return made
  })
}

export async function insertKey(
  { auth, now, newId }: Pick<Services, 'auth' | 'now' | 'newId'>,
  tx: SystemTransaction,
  { name, scopes, days, team, createdBy }: NewKey & { readonly team: string; readonly createdBy: string },
): Promise<MadeKey> {
  const [id, secret, at] = [newId(), newKeySecret(), now()]
  const row = {
    id,
    team_id: team,
    created_by: createdBy,
    name,
    secret_hash: auth.secretHash('api-key', secret),
    scopes: JSON.stringify([...new Set(scopes)]),
    created_at: at.toISOString(),
    expires_at: new Date(at.getTime() + days * 24 * 3_600_000).toISOString(),
    used_at: null,
    revoked_at: null,
  }
  await tx.insertInto('api_keys').values(row).execute()
  return { key: keyOfRow(row), text: apiKeyText({ environment: auth.environment, id, secret }) }
}
