import type { Call } from '../call.ts'

/** The call as it goes on once somebody has proven who they are: the trail names them. What they may is read anew later. */
export function signedInCall(
  call: Call,
  user: { readonly id: string; readonly email: string; readonly name: string },
): Call {
  const { id, email, name } = user
  const actor = { kind: 'user', id, email, name, isSystemAdmin: false, session: '', memberships: new Map() } as const
  return { ...call, actor }
}
