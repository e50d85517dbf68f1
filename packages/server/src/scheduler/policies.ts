import { z } from 'zod'

/** What becomes of an occurrence that was missed, of one that comes too early, and of a schedule that fails. */
export const policiesShape = z.strictObject({
  graceMinutes: z
    .number()
    .int()
    .min(1)
    .max(1440)
    .describe('an occurrence that is later than this by then was missed; 15 where it is left out'),
  missed: z
    .enum(['skip', 'once', 'all'])
    .describe(
      'of what was missed: nothing is done, the last one is, or each one after the other; once where it is left out',
    ),
  missedWithinHours: z
    .number()
    .int()
    .min(1)
    .max(8784)
    .describe('what was missed longer ago is not caught up on; 24 where it is left out'),
  missedAtMost: z
    .number()
    .int()
    .min(1)
    .max(50)
    .describe('of all that was missed no more than so many, the newest; 10 where it is left out'),
  overlap: z
    .enum(['skip', 'queueOne', 'cancelPrevious'])
    .describe(
      'while the run before is still under way: this one is not done, waits for its end as the only one, or takes its place; skip where it is left out',
    ),
  pauseAfterFailures: z
    .number()
    .int()
    .min(1)
    .max(100)
    .nullable()
    .describe('so many failures, one after the other, pause the schedule; null: none do; 5 where it is left out'),
})
export type Policies = z.infer<typeof policiesShape>

/** What is so where nothing is said. */
export const usualPolicies: Policies = {
  graceMinutes: 15,
  missed: 'once',
  missedWithinHours: 24,
  missedAtMost: 10,
  overlap: 'skip',
  pauseAfterFailures: 5,
}
