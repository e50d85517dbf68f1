import { authorize } from '../../auth/authorize.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { SystemTransaction } from '../../store/store.ts'
import { type Link, makeLink } from '../auth/make-link.ts'
import type { AuthServices, Call, Services } from '../call.ts'
import { changeSystem } from '../change.ts'
import { type User, userOfRow } from './user.ts'

export interface NewUser {
  readonly email: string
  readonly name: string
  readonly isSystemAdmin: boolean
}

/** With a link by which they choose their password: nobody else ever knows one. */
export async function createUser(
  services: AuthServices,
  call: Call,
  input: NewUser,
): Promise<{ user: User; link: Link }> {
  authorize(call.actor, 'users.change')
  const email = input.email.toLowerCase()
  return changeSystem(services, call, async (tx, note) => {
    if (await tx.selectFrom('users').select('id').where('email', '=', email).executeTakeFirst()) {
      throw new RequestError('CONFLICT', { message: 'there is a user with this address already' })
    }
    const row = await insertUser(services, tx, { ...input, email })
    const link = await makeLink(services, tx, row.id, { kind: 'password' })
    const details = { systemAdmin: input.isSystemAdmin }
    note.audit({ action: 'user.create', subject: `user:${row.id}`, details, after: { ...input, email } })
    return { user: userOfRow(row), link }
  })
}

/** Without a password. */
export async function insertUser(
  { now, newId }: Pick<Services, 'now' | 'newId'>,
  tx: SystemTransaction,
  { email, name, isSystemAdmin }: NewUser,
) {
  const row = {
    id: newId(),
    email,
    name,
    password_hash: null,
    oidc_subject: null,
    is_system_admin: isSystemAdmin ? 1 : 0,
    status: 'active',
    created_at: now().toISOString(),
  } as const
  await tx.insertInto('users').values(row).execute()
  return row
}
