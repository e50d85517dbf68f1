import { z } from 'zod'

/** What is asked for; a retry asks for it again. */
export const cloneRequest = z.object({
  /** Ids. */
  source: z.string(),
  target: z.string(),
  policy: z.string(),
  /** What is used where it is left out. */
  policyVersion: z.number().int().optional(),
  subset: z.unknown().optional(),
  confirm: z.object({ name: z.string(), plan: z.string() }).optional(),
  workers: z.number().int().min(1).max(8).default(2),
  /** Further workers that copy parts of it, as far as they have nothing else to do: with as many connections each. */
  helpers: z.number().int().min(0).max(16).default(3),
  disconnect: z.boolean().default(false),
  keepBackupDays: z.number().min(0).max(366).default(7),
  keepForReset: z.boolean().default(false),
  waive: z.array(z.enum(['source-can-write', 'large-objects'])).default([]),
})
export type CloneRequest = z.infer<typeof cloneRequest>

export const cloneInput = cloneRequest.extend({
  policyVersion: z.number().int(),
  /** Of the row: that of an earlier job where it is gone on with. */
  clone: z.string(),
  /** An earlier clone of the target, of another request, that has left something: it is taken away first. */
  drop: z.object({ team: z.string(), id: z.string() }).nullable(),
})
export type CloneInput = z.infer<typeof cloneInput>
