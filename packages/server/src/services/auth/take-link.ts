import { networkOf } from '../../auth/client-network.ts'
import { refuseWeakPassword } from '../../auth/password.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { SystemTables } from '../../store/tables/system-tables.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { endSessionsOf } from './end-session.ts'
import { type SessionTokens, startSession, tokensOf } from './session-tokens.ts'
import { signedInCall } from './signed-in-call.ts'

export interface LinkSignIn {
  readonly link: string
  /** A new one; of an invitation for somebody who has one already, that one. */
  readonly password?: string | undefined
  readonly name?: string | undefined
  readonly agent: string
}

export interface LinkShown {
  readonly kind: SystemTables['links']['kind']
  readonly email: string
  readonly name: string
  readonly team: string | null
  /** `new`: it is to be chosen. `own`: theirs is asked for. `none`: whoever looks is signed in as whom it is for. */
  readonly password: 'new' | 'own' | 'optional' | 'none'
}

/** What a link is for, so that a page can ask for what it needs. It uses nothing up. */
export async function lookAtLink(services: AuthServices, call: Call, link: string): Promise<LinkShown> {
  const network = networkOf(call.ip ?? '')
  await services.auth.throttle.begin(undefined, network)
  const row = await linkRow(services, link)
  await services.auth.throttle.succeeded(undefined, network)
  return { kind: row.kind, email: row.email, name: row.name, team: row.team_name, password: passwordNeeded(row, call) }
}

/**
 * Signs in by a link, which is used up by it. An invitation gives its role in its team and nothing else: whoever sent it
 * knows the link too, so that somebody who has an account already shows its password, or is signed in.
 */
export async function takeLink(services: AuthServices, call: Call, input: LinkSignIn): Promise<SessionTokens> {
  const { auth, now } = services
  const network = networkOf(call.ip ?? '')
  await auth.throttle.begin(undefined, network)
  const row = await linkRow(services, input.link)
  await auth.throttle.succeeded(undefined, network)
  const { password } = input
  const needed = passwordNeeded(row, call)
  if ((needed === 'new' || needed === 'own') && password === undefined) {
    throw new RequestError('REQUEST_INVALID', {
      message: 'this link asks for a password',
      details: { password: needed },
    })
  }
  let hash: string | undefined
  if (needed === 'own') {
    await auth.throttle.begin(row.email, network)
    if (!(await auth.passwords.verify(password ?? '', row.password_hash))) {
      throw new RequestError('SIGN_IN_FAILED', { message: 'this is not the password of the one who is invited' })
    }
    await auth.throttle.succeeded(row.email, network)
  } else if (needed !== 'none' && password !== undefined) {
    refuseWeakPassword(password, [row.email, input.name ?? row.name])
    hash = await auth.passwords.hash(password)
  }
  const user = { id: row.user_id, email: row.email, name: input.name ?? row.name }
  const started = await changeSystem(services, signedInCall(call, user), async (tx, note) => {
    const at = now()
    const { numUpdatedRows } = await tx
      .updateTable('links')
      .set({ used_at: at.toISOString() })
      .where('id', '=', row.id)
      .where('used_at', 'is', null)
      .executeTakeFirst()
    const before = await tx.selectFrom('users').selectAll().where('id', '=', row.user_id).executeTakeFirst()
    const same = before?.status === 'active' && before.password_hash === row.password_hash
    if (numUpdatedRows !== 1n || !same) throw useless()
    const renamed = needed === 'own' || needed === 'none' ? before.name : user.name
    await tx
      .updateTable('users')
      .set({ name: renamed, ...(hash === undefined ? {} : { password_hash: hash }) })
      .where('id', '=', user.id)
      .execute()
    if (hash !== undefined) {
      const ended = await endSessionsOf(tx, user.id, at)
      note.audit({ action: 'user.password', subject: `user:${user.id}`, details: { ended } })
    }
    if (row.team_id !== null && row.role !== null) {
      await tx
        .insertInto('memberships')
        .values({ team_id: row.team_id, user_id: user.id, role: row.role, created_at: at.toISOString() })
        .onConflict((conflict) => conflict.columns(['team_id', 'user_id']).doNothing())
        .execute()
      const details = { team: row.team_id, role: row.role }
      note.audit({ action: 'member.join', subject: `user:${user.id}`, team: row.team_id, details })
      note.tell(row.team_id, { type: 'member.added', subject: `user:${user.id}`, data: details })
    }
    const session = await startSession(services, tx, call, user.id, input.agent)
    note.audit({ action: 'session.start', subject: `session:${session.id}`, details: { by: row.kind } })
    return session
  })
  return tokensOf(services, started)
}

async function linkRow({ store, auth, now }: AuthServices, link: string) {
  const row = await store.readSystem((db) =>
    db
      .selectFrom('links')
      .innerJoin('users', 'users.id', 'links.user_id')
      .leftJoin('teams', 'teams.id', 'links.team_id')
      .selectAll('links')
      .select(['users.email', 'users.name', 'users.password_hash', 'users.oidc_subject', 'users.status as user_status'])
      .select(['teams.name as team_name', 'teams.status as team_status'])
      .where('links.token_hash', '=', auth.secretHash('link', link))
      .executeTakeFirst(),
  )
  if (!row || row.used_at !== null || Date.parse(row.expires_at) <= now().getTime()) throw useless()
  if (row.user_status !== 'active' || row.team_status === 'erased') throw useless()
  return row
}

interface Invited {
  readonly user_id: string
  readonly kind: LinkShown['kind']
  readonly password_hash: string | null
  readonly oidc_subject: string | null
}

function passwordNeeded(
  { user_id, kind, password_hash, oidc_subject }: Invited,
  { actor }: Call,
): LinkShown['password'] {
  if (kind === 'sign-in') return 'optional'
  if (kind === 'invitation' && actor.kind === 'user' && actor.id === user_id) return 'none'
  return kind === 'password' || (password_hash === null && oidc_subject === null) ? 'new' : 'own'
}

function useless(): RequestError {
  return new RequestError('LINK_USELESS', { message: 'this link was used, or has expired, or never was one' })
}
