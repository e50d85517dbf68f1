import { z } from '@hono/zod-openapi'
import {
  environmentStatuses,
  environmentTypes,
  grantLevels,
  healthStatuses,
} from '../services/environments/environment.ts'
import { idField } from './fields.ts'

export const count = z.number().int()
/** As the engine tells it: its shape is said in docs/clone.md. */
export const anything = z.record(z.string(), z.unknown())
/** Where it is left out: that of the key, or the only one of the caller. */
export const ofTeam = z.object({ team: idField.optional().openapi({ description: 'short name or id of a team' }) })
export const environmentParams = z.object({ environment: idField })
/** What stands in a name on the command line, too. */
export const environmentNameField = z
  .string()
  .regex(/^[A-Za-z0-9][\w-]{0,62}$/, 'letters, digits, - and _, 63 at most, and a letter or digit first')

export const environmentFields = {
  id: z.string(),
  name: z.string(),
  type: z.enum(environmentTypes),
  status: z.enum(environmentStatuses).openapi({ description: 'error: a clone has left something, see job' }),
  isReadOnly: z.boolean().openapi({ description: 'always true of production' }),
  tags: z.array(z.string()),
  address: z.string().openapi({ description: 'where it is, without a password' }),
  secrets: z.array(z.string()).openapi({ description: 'their names' }),
  maskingKeyId: z.string().nullable().openapi({ description: 'of its own masking key, if it has one' }),
  watchSeconds: count.nullable().openapi({ description: 'from one look at its health to the next' }),
  health: z.enum(healthStatuses).nullable(),
  checkedAt: z.string().nullable(),
  job: z.string().nullable().openapi({ description: 'what is at work on it, or has left something there' }),
  level: z.enum(grantLevels).nullable().openapi({ description: 'what the team may do with it' }),
  isActive: z.boolean().openapi({ description: 'what the team means where it names none' }),
  createdAt: z.string(),
  lastUpdated: z.string(),
}
export const environment = z.object(environmentFields).openapi('Environment')
export const check = z.object({
  name: z.string(),
  outcome: z.enum(['passed', 'warned', 'failed', 'skipped']),
  message: z.string(),
  milliseconds: z.number(),
})
