import { networkOf } from '../../auth/client-network.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { type SessionTokens, startSession, tokensOf } from './session-tokens.ts'
import { signedInCall } from './signed-in-call.ts'

export interface PasswordSignIn {
  readonly email: string
  readonly password: string
  readonly agent: string
}

/** The same answer, after the same time, whether there is no such user, or no password, or a wrong one. */
export async function signIn(
  services: AuthServices,
  call: Call,
  { email, password, agent }: PasswordSignIn,
): Promise<SessionTokens> {
  const { store, auth } = services
  const address = email.toLowerCase()
  const network = networkOf(call.ip ?? '')
  await auth.throttle.begin(address, network)
  const user = await store.readSystem((db) =>
    db.selectFrom('users').selectAll().where('email', '=', address).executeTakeFirst(),
  )
  const right = await auth.passwords.verify(password, user?.status === 'active' ? user.password_hash : null)
  if (!user || !right) {
    if (user) {
      await changeSystem(services, call, async (_tx, note) =>
        note.audit({ action: 'session.refused', subject: `user:${user.id}` }),
      )
    }
    throw signInFailed()
  }
  const started = await changeSystem(services, signedInCall(call, user), async (tx, note) => {
    // What was true when the password was looked at may no longer be.
    const still = await tx.selectFrom('users').selectAll().where('id', '=', user.id).executeTakeFirst()
    if (still?.status !== 'active' || still.password_hash !== user.password_hash) throw signInFailed()
    const session = await startSession(services, tx, call, user.id, agent)
    note.audit({ action: 'session.start', subject: `session:${session.id}`, details: { by: 'password' } })
    return session
  })
  await auth.throttle.succeeded(address, network)
  return tokensOf(services, started)
}

function signInFailed(): RequestError {
  return new RequestError('SIGN_IN_FAILED', { message: 'there is no user with this address and this password' })
}
