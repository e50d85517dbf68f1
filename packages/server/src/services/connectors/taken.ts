import { z } from 'zod'
import { wantedObject } from './intake/pieces-of.ts'

/** What rows were taken by, and can be taken by again: as they stand by then. */
export const taken = z.object({
  /** An id. */
  connector: z.string(),
  /** All that is there where it is empty. */
  objects: z.array(wantedObject),
  schema: z.unknown().optional(),
  types: z.enum(['guessed', 'text']),
  /** As many rows may be left out. */
  mostRejected: z.number().int(),
})
export type Taken = z.infer<typeof taken>
