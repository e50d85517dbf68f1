import { z } from 'zod'

/** The same words as on the command line. */
export const generateOptions = z.object({
  seed: z.union([z.string(), z.number()]).optional(),
  rows: z.union([z.number(), z.record(z.string(), z.number())]).optional(),
  /** With `rows` as a number: other numbers for single entities. */
  each: z.record(z.string(), z.number()).optional(),
  locale: z.string().optional(),
  qualityLevel: z.enum(['basic', 'standard', 'premium']).optional(),
})
export type GenerateOptions = z.infer<typeof generateOptions>
