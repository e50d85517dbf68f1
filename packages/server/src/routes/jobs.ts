import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Hub } from '../events/hub.ts'
import { cancelJob } from '../services/jobs/cancel-job.ts'
import { jobStatuses } from '../services/jobs/job.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { listJobs } from '../services/jobs/list-jobs.ts'
import { openJobStream } from '../services/jobs/open-job-stream.ts'
import { readJob } from '../services/jobs/read-job.ts'
import { retryJob } from '../services/jobs/retry-job.ts'
import { startGeneration } from '../services/jobs/start-generation.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { idField, nameField, wholeField } from './fields.ts'
import { job, jobFields } from './job-schemas.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { rowsRequest } from './request.ts'

// POST /teams/{team}/generate            rows of a schema as the next version of a dataset
// GET  /teams/{team}/jobs                the newest first
// GET  /teams/{team}/jobs/{job}          one, with its partitions, its use of the machine and its log
// POST /teams/{team}/jobs/{job}/cancel   nothing of it is published from then on
// POST /teams/{team}/jobs/{job}/retry    the same again, as a new job
// GET  /teams/{team}/jobs/{job}/events   what happens to it, as it happens (server-sent events)

const count = z.number().int()
const detail = z
  .object({
    ...jobFields,
    partitions: z.object({ total: count, completed: count, running: count }),
    log: z.array(z.object({ at: z.string(), level: z.enum(['info', 'warning', 'error']), text: z.string() })),
  })
  .openapi('JobDetail')

const inTeam = z.object({ team: idField })
const ofJob = z.object({ team: idField, job: idField })
const position = wholeField(0, Number.MAX_SAFE_INTEGER)

const generate = createRoute({
  method: 'post',
  path: '/teams/{team}/generate',
  summary: 'Generate a version of a dataset',
  description:
    'The rows are made by workers; the answer is the job that does it. The version is published as a whole when it is done. Needs datasets.write too.',
  ...permission('jobs.start'),
  request: {
    params: inTeam,
    ...bodyOf(
      z.strictObject({
        dataset: nameField.openapi({ description: 'Name or id; of a name that there is none of, one is made.' }),
        ...rowsRequest,
        refreshCycle: z
          .boolean()
          .optional()
          .openapi({ description: 'whether it is made anew when all data of the team is; it is where left out' }),
      }),
    ),
  },
  responses: { 202: json(job, 'the job'), ...refusals },
})
const list = createRoute({
  method: 'get',
  path: '/teams/{team}/jobs',
  summary: 'List the jobs of a team',
  ...permission('jobs.read'),
  request: {
    params: inTeam,
    query: z.object({
      status: z.enum(jobStatuses).optional(),
      kind: idField.optional(),
      cursor: cursorField,
      limit: limitField,
    }),
  },
  responses: {
    200: json(z.object({ jobs: z.array(job), next: nextField }), 'jobs, the newest first'),
    ...refusals,
  },
})
const read = createRoute({
  method: 'get',
  path: '/teams/{team}/jobs/{job}',
  summary: 'Read a job',
  ...permission('jobs.read'),
  request: { params: ofJob },
  responses: { 200: json(detail, 'the job as it is now'), ...refusals },
})
const cancel = createRoute({
  method: 'post',
  path: '/teams/{team}/jobs/{job}/cancel',
  summary: 'Cancel a job',
  ...permission('jobs.cancel'),
  request: { params: ofJob },
  responses: { 200: json(job, 'the job: nothing of it is published from now on'), ...refusals },
})
const retry = createRoute({
  method: 'post',
  path: '/teams/{team}/jobs/{job}/retry',
  summary: 'Do a failed or cancelled job again',
  ...permission('jobs.start'),
  request: { params: ofJob },
  responses: { 202: json(job, 'the new job'), ...refusals },
})
const stream = createRoute({
  method: 'get',
  path: '/teams/{team}/jobs/{job}/events',
  summary: 'Hear what happens to a job',
  description:
    'Server-sent events, as of /api/events. With after=0 it begins with the start of the job; without, with what happens from now on.',
  ...permission('jobs.read'),
  request: {
    params: ofJob,
    query: z.object({ after: position.optional() }),
    headers: z.object({ 'last-event-id': position.optional() }),
  },
  responses: {
    200: {
      description: 'events, for as long as both sides stay',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...refusals,
  },
})

export function jobRoutes(services: JobServices & { readonly hub: Hub }) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(generate, async (c) => {
      const { dataset, schema, refreshCycle, ...options } = c.req.valid('json')
      const asked = { ...c.req.valid('param'), dataset, schema, options, refreshCycle }
      return c.json(await startGeneration(services, callOf(c), asked), 202)
    })
    .openapi(list, async (c) => {
      const { status, kind, cursor: before, limit } = c.req.valid('query')
      const asked = { ...c.req.valid('param'), status, kind, before, limit }
      return c.json(await listJobs(services, callOf(c), asked), 200)
    })
    .openapi(read, async (c) => {
      const found = await readJob(services, callOf(c), c.req.valid('param'))
      return c.json({ ...found, log: [...found.log] }, 200)
    })
    .openapi(cancel, async (c) => c.json(await cancelJob(services, callOf(c), c.req.valid('param')), 200))
    .openapi(retry, async (c) => c.json(await retryJob(services, callOf(c), c.req.valid('param')), 202))
    .openapi(stream, async (c) => {
      const after = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').after
      const bytes = await openJobStream(services, callOf(c), { ...c.req.valid('param'), after })
      // A proxy that gathers an answer before it passes it on would hold events back.
      return c.body(bytes, 200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
    })
}
