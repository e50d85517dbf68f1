import { z } from 'zod'

/** What becomes of an occurrence that was missed, of one that comes too early, and of a schedule that fails. */
export const policiesShape = z.strictObject({
  graceMinutes: z
    .number()
    .int()
    .min(1)
    .max(1440)
    .default(15)
    .describe('an occurrence that is later than this by then was missed'),
  missed: z
    .enum(['skip', 'once', 'all'])
    .default('once')
    .describe('of what was missed: nothing is done, the last one is, or each one after the other'),
  missedWithinHours: z
    .number()
    .int()
    .min(1)
    .max(8784)
    .default(24)
    .describe('what was missed longer ago is not caught up on'),
  missedAtMost: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(10)
    .describe('of all that was missed no more than so many, the newest'),
  overlap: z
    .enum(['skip', 'queueOne', 'cancelPrevious'])
    .default('skip')
    .describe(
      'while the run before is still under way: this one is not done, waits for its end as the only one, or takes its place',
    ),
  pauseAfterFailures: z
    .number()
    .int()
    .min(1)
    .max(100)
    .nullable()
    .default(5)
    .describe('so many failures, one after the other, pause the schedule; null: none do'),
})
export type Policies = z.infer<typeof policiesShape>
