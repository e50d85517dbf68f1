import type { OidcIdentity } from '../../auth/oidc.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { type SessionTokens, startSession, tokensOf } from './session-tokens.ts'
import { signedInCall } from './signed-in-call.ts'

/**
 * Whoever the provider vouches for and who is a user here. At the first time they are known by their address, if the
 * provider has verified it and nobody could have signed in as that user before; from then on by the provider's own id.
 */
export async function signInByOidc(
  services: AuthServices,
  call: Call,
  { subject, email }: OidcIdentity,
  agent: string,
): Promise<SessionTokens> {
  const known = await services.store.readSystem(async (db) => {
    const query = db.selectFrom('users').selectAll().where('status', '=', 'active')
    const bySubject = await query.where('oidc_subject', '=', subject).executeTakeFirst()
    if (bySubject || email === undefined) return bySubject
    return query
      .where('email', '=', email.toLowerCase())
      .where('oidc_subject', 'is', null)
      .where('password_hash', 'is', null)
      .executeTakeFirst()
  })
  if (!known) throw notHere()
  const started = await changeSystem(services, signedInCall(call, known), async (tx, note) => {
    const still = await tx.selectFrom('users').selectAll().where('id', '=', known.id).executeTakeFirst()
    const same = still?.oidc_subject === known.oidc_subject && still.password_hash === known.password_hash
    if (!same || still.status !== 'active') throw notHere()
    if (still.oidc_subject === null) {
      await tx.updateTable('users').set({ oidc_subject: subject }).where('id', '=', known.id).execute()
      note.audit({ action: 'user.identify', subject: `user:${known.id}`, after: subject })
    }
    const session = await startSession(services, tx, call, known.id, agent)
    note.audit({ action: 'session.start', subject: `session:${session.id}`, details: { by: 'oidc' } })
    return session
  })
  return tokensOf(services, started)
}

function notHere(): RequestError {
  return new RequestError('SIGN_IN_FAILED', {
    message: 'the identity provider vouches for somebody who is no user here',
    hint: 'Ask an administrator for an invitation to the address that the provider knows.',
  })
}
