import { z } from '@hono/zod-openapi'
import { policiesShape } from '../scheduler/policies.ts'
import { recurrenceShape } from '../scheduler/recurrence.ts'
import { runKinds, runStatuses } from '../services/schedules/run.ts'
import { orNull } from './contract.ts'
import { nameField } from './fields.ts'

/** A date of the calendar, or an instant. */
export const timeField = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .openapi({ description: 'an instant, or a date, which is its midnight in UTC', example: '2026-03-01T00:00:00Z' })

export const recurrence = z.strictObject(recurrenceShape.shape).openapi('Recurrence')
const policies = z.strictObject(policiesShape.shape)
const seed = z
  .union([z.enum(['new', 'same']), z.strictObject({ seed: z.union([z.string().min(1).max(1000), z.number()]) })])
  .nullable()
  .openapi({ description: 'other values, the same ones, or those of a seed; null: as the team prefers' })

export const occurrence = z
  .object({
    at: z.string().openapi({ description: 'the instant, in UTC' }),
    local: z.string().openapi({ description: 'what the clocks show then', example: '2026-03-29T03:30:00' }),
    timezone: z.string(),
    offset: z.string().openapi({ example: '+02:00' }),
    planned: z.string().openapi({ description: 'what was asked for', example: '2026-03-29T02:30' }),
    change: z.enum(['gap', 'overlap']).nullable().openapi({
      description:
        'gap: the clocks skip that time, and it is as much later. overlap: it comes twice, and it is the first',
    }),
    note: z.string().nullable(),
  })
  .openapi('Occurrence')

export const schedule = z
  .object({
    id: z.string(),
    name: z.string(),
    datasets: z
      .array(z.object({ dataset: z.string(), name: z.string().nullable() }))
      .nullable()
      .openapi({ description: 'null: all of the team' }),
    recurrence,
    configured: z.boolean().openapi({
      description: 'its recurrence is what the configuration of the team says, and is changed there',
    }),
    policies: z.object(policiesShape.shape).openapi('SchedulePolicies'),
    seed,
    together: z.boolean(),
    status: z.enum(['active', 'paused']),
    paused: z.object({ reason: z.enum(['by-hand', 'failures']), at: z.string(), by: z.string() }).nullable(),
    failures: z.number().int().openapi({ description: 'one after the other, up to now' }),
    next: orNull(occurrence),
    createdAt: z.string(),
    createdBy: z.string(),
    updatedAt: z.string(),
  })
  .openapi('Schedule')

export const run = z
  .object({
    id: z.string(),
    schedule: z.string(),
    name: z.string(),
    kind: z.enum(runKinds),
    status: z.enum(runStatuses),
    reason: z.string().nullable().openapi({ description: 'a code: why it was decided so' }),
    why: z.string().nullable().openapi({ description: 'the same in a sentence' }),
    occurrence,
    lateSeconds: z.number().int(),
    refresh: z.string().nullable(),
    errorCode: z.string().nullable(),
    attempt: z.number().int(),
    decidedBy: z.string(),
    decidedAt: z.string(),
    startedAt: z.string().nullable(),
    endedAt: z.string().nullable(),
  })
  .openapi('ScheduleRun')

/** What is said of a schedule; what is not said is as usual. */
export const scheduleBody = z.strictObject({
  name: nameField,
  datasets: z
    .array(nameField)
    .min(1)
    .max(1000)
    .nullable()
    .optional()
    .openapi({ description: 'by id or name; all of the team where they are left out' }),
  recurrence,
  policies: policies.partial().optional(),
  seed: seed.optional(),
  together: z
    .boolean()
    .optional()
    .openapi({ description: 'all datasets are published at once, or none; true where it is left out' }),
})
