import { type Rotated, rotateKeys as rotate } from '../services/data-keys/rotate-keys.ts'
import type { Admin } from './open-admin.ts'

/** New keys for the system and every team, under the first key that is given. */
export async function rotateKeys({ services, call }: Admin): Promise<Rotated> {
  return rotate(services, call)
}
