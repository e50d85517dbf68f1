import { authorize } from '../../auth/authorize.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'

/** Access tokens are signed by another key from now on; those that are out are good until they end. */
export async function rotateSigningKeys(services: AuthServices, call: Call): Promise<void> {
  authorize(call.actor, 'system.operate')
  await services.auth.signingKeys.rotate()
  const { id } = await services.auth.signingKeys.current()
  await changeSystem(services, call, async (_tx, note) =>
    note.audit({ action: 'signing-keys.rotate', subject: `signing-key:${id}` }),
  )
}
