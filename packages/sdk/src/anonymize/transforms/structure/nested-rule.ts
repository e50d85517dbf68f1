import { z } from 'zod'
import type { NestedRule } from '../../transform.ts'

/** What becomes of a part of a value, as options write it. */
export const nestedRule: z.ZodType<NestedRule> = z.union([
  z.string().min(1),
  z.strictObject({
    transform: z.string().min(1),
    options: z.record(z.string(), z.unknown()).optional(),
    domain: z.string().min(1).optional(),
  }),
])
