import { z } from 'zod'
import { emailField, nameField } from '../routes/fields.ts'
import { createUser as create } from '../services/users/create-user.ts'
import type { Admin } from './open-admin.ts'
import { parsed } from './parsed.ts'

const input = z.strictObject({ email: emailField, name: nameField, isSystemAdmin: z.boolean() })

/** With a link by which they choose their password. */
export async function createUser({ services, call }: Admin, given: z.input<typeof input>) {
  return create(services, call, parsed(input, given))
}
