import { z } from '@hono/zod-openapi'
import { jobFailure, jobStatuses, jobUsage } from '../services/jobs/job.ts'

export const jobFields = {
  id: z.string(),
  kind: z.string().openapi({ example: 'generate' }),
  status: z.enum(jobStatuses),
  progress: z.number().openapi({ description: 'from 0 to 1' }),
  result: z.record(z.string(), z.unknown()).nullable().openapi({ description: 'ids and counts, once it is completed' }),
  errorMessage: z.string().nullable(),
  error: jobFailure.nullable(),
  usage: jobUsage.nullable().openapi({ description: 'while it runs, and afterwards' }),
  attempt: z.number().int(),
  retryOf: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
}

/** What every route answers that starts a job. */
export const job = z.object(jobFields).openapi('Job')
