import { z } from 'zod'

const factor = z.number().positive()

/** Data beyond the sample: more of it, and other shares of what is rare in it. */
export const scenarioSchema = z.strictObject({
  name: z.string().min(1).optional(),
  rows: factor.optional().describe('How many times as many rows'),
  children: z.record(z.string(), factor).optional().describe('By entity: how many times as many of each parent'),
  reweight: z
    .array(
      z.strictObject({
        entity: z.string().min(1).optional(),
        where: z.string().min(1),
        share: z.number().min(0).max(1),
      }),
    )
    .optional()
    .describe('What share of the rows is to meet a condition; the others are as they were without it'),
})
export type Scenario = z.infer<typeof scenarioSchema>
