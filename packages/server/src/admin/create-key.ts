import { z } from 'zod'
import { idField, nameField, scopeField } from '../routes/fields.ts'
import { createKey as create } from '../services/keys/create-key.ts'
import type { Admin } from './open-admin.ts'
import { parsed } from './parsed.ts'

const input = z.strictObject({
  team: idField,
  name: nameField,
  scopes: z.array(scopeField).min(1),
  days: z.number().int().min(1).max(366),
})

/** Of one team, with its text, which is told this once. */
export async function createKey({ services, call }: Admin, given: z.input<typeof input>) {
  const { team, ...key } = parsed(input, given)
  return create(services, call, team, key)
}
