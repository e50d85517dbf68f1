import { z } from 'zod'
import { UnderstudyError } from '../../errors.ts'

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

/** A scenario out of what was read of a file. */
export function parseScenario(input: unknown): Scenario {
  const parsed = scenarioSchema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim())
  throw new UnderstudyError('USAGE', {
    operation: 'read the scenario',
    message: `the scenario is invalid: ${problems.slice(0, 10).join('; ')}`,
    hint: 'It may have rows, children, reweight and name.',
  })
}
