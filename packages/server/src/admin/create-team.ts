import { z } from 'zod'
import { nameField, slugField } from '../routes/fields.ts'
import { createTeam as create } from '../services/teams/create-team.ts'
import type { Admin } from './open-admin.ts'
import { parsed } from './parsed.ts'

const input = z.strictObject({ slug: slugField, name: nameField })

/** Without members: an invitation makes its first. */
export async function createTeam({ services, call }: Admin, given: z.input<typeof input>) {
  return create(services, call, parsed(input, given))
}
