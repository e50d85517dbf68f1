import type { Role } from '../../auth/permissions.ts'
import { newSecret } from '../../auth/refresh-token.ts'
import type { SystemTransaction } from '../../store/store.ts'
import type { Services } from '../call.ts'

export type LinkPurpose =
  | { readonly kind: 'sign-in' | 'password' }
  | { readonly kind: 'invitation'; readonly team: string; readonly role: Role }

export interface Link {
  /** Behind the `#`, which browsers send to nobody: it is in no log. */
  readonly url: string
  readonly expiresAt: Date
}

const hourMs = 3_600_000
const lives = { 'sign-in': 24 * hourMs, password: 24 * hourMs, invitation: 7 * 24 * hourMs }

/** Good once. It replaces what was made for the same user, purpose and team before and not used. */
export async function makeLink(
  { auth, now, newId }: Pick<Services, 'auth' | 'now' | 'newId'>,
  tx: SystemTransaction,
  user: string,
  purpose: LinkPurpose,
): Promise<Link> {
  const [token, at] = [newSecret(), now()]
  const { team, role } = purpose.kind === 'invitation' ? purpose : { team: null, role: null }
  const expiresAt = new Date(at.getTime() + lives[purpose.kind])
  await tx
    .deleteFrom('links')
    .where('user_id', '=', user)
    .where('kind', '=', purpose.kind)
    .where('team_id', team === null ? 'is' : '=', team)
    .where('used_at', 'is', null)
    .execute()
  await tx
    .insertInto('links')
    .values({
      id: newId(),
      kind: purpose.kind,
      token_hash: auth.secretHash('link', token),
      user_id: user,
      team_id: team,
      role,
      created_at: at.toISOString(),
      expires_at: expiresAt.toISOString(),
      used_at: null,
    })
    .execute()
  return { url: `${auth.publicUrl()}/#/link/${token}`, expiresAt }
}
