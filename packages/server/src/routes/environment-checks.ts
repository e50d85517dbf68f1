import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { type EnvironmentServices, healthStatuses } from '../services/environments/environment.ts'
import { listRuns, type RunKind } from '../services/environments/environment-run.ts'
import { lookNow, readHealth } from '../services/environments/health.ts'
import { startEnvironmentJob } from '../services/environments/start-environment-job.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, orNull, validationHook } from './contract.ts'
import { anything, check, count, environmentParams, ofTeam } from './environment-schemas.ts'
import { idField } from './fields.ts'
import { job } from './job-schemas.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { writable } from './writable.ts'

// GET  /validate/{environment}  what validations have found, the newest first
// POST /validate/{environment}  whether it holds together, and with a source and a policy whether it is a clone of that
// GET  /health/{environment}    its health as it was seen last, and what was wrong
// POST /health/{environment}    looks now
// GET  /test/{environment}      what tests have found, the newest first
// POST /test/{environment}      whether it works: probes by SQL and HTTP

const run = z
  .object({
    id: z.string().openapi({ description: 'of its job' }),
    passed: z.boolean(),
    report: anything,
    at: z.string(),
    createdBy: z.string(),
  })
  .openapi('EnvironmentRun')
const runs = z.object({ runs: z.array(run), next: nextField })
const paged = ofTeam.extend({ cursor: cursorField, limit: limitField })
const report = z
  .object({ id: z.string(), at: z.string(), status: z.enum(healthStatuses), checks: z.array(check) })
  .openapi('HealthReport')
const health = z
  .object({
    environment: z.string(),
    name: z.string(),
    watchSeconds: count.nullable(),
    report: orNull(report),
    history: z.array(z.object({ id: z.string(), at: z.string(), status: z.enum(healthStatuses) })),
    incidents: z.array(
      z.object({
        id: z.string(),
        health: z.enum(['degraded', 'unhealthy']),
        title: z.string(),
        times: count,
        openedAt: z.string(),
        seenAt: z.string(),
        resolvedAt: z.string().nullable(),
      }),
    ),
  })
  .openapi('Health')

const validations = createRoute({
  method: 'get',
  path: '/validate/{environment}',
  summary: 'List validations of an environment',
  ...permission('clones.read'),
  request: { params: environmentParams, query: paged },
  responses: { 200: json(runs, 'validations, the newest first'), ...refusals },
})
const validate = createRoute({
  method: 'post',
  path: '/validate/{environment}',
  summary: 'Validate an environment',
  description: 'Needs jobs.start. With a source and a policy also whether all rows came, and no original value did.',
  ...permission('environments.check'),
  request: {
    params: environmentParams,
    query: ofTeam,
    ...bodyOf(
      z.strictObject({
        source: idField.optional(),
        policy: idField.optional(),
        policyVersion: z.number().int().min(1).optional(),
        waive: z.array(z.literal('source-can-write')).max(1).default([]),
      }),
    ),
  },
  responses: { 202: json(job, 'the job'), ...refusals },
})
const healthRead = createRoute({
  method: 'get',
  path: '/health/{environment}',
  summary: 'Read the health of an environment',
  ...permission('environments.read'),
  request: { params: environmentParams, query: ofTeam },
  responses: { 200: json(health, 'as it was seen last'), ...refusals },
})
const healthNow = createRoute({
  method: 'post',
  path: '/health/{environment}',
  summary: 'Look at the health of an environment now',
  ...permission('environments.check'),
  request: { params: environmentParams, query: ofTeam },
  responses: { 200: json(report, 'what was found'), ...refusals },
})
const tests = createRoute({
  method: 'get',
  path: '/test/{environment}',
  summary: 'List tests of an environment',
  ...permission('clones.read'),
  request: { params: environmentParams, query: paged },
  responses: { 200: json(runs, 'tests, the newest first'), ...refusals },
})
const test = createRoute({
  method: 'post',
  path: '/test/{environment}',
  summary: 'Test whether an environment works',
  description: 'By its own suites; suites of the request need the grant admin. Needs jobs.start.',
  ...permission('environments.check'),
  request: {
    params: environmentParams,
    query: ofTeam,
    ...bodyOf(z.strictObject({ suites: z.record(z.string(), z.unknown()).optional() })),
  },
  responses: { 202: json(job, 'the job'), ...refusals },
})

export function environmentCheckRoutes(services: EnvironmentServices & JobServices) {
  const listOf = async (
    kind: RunKind,
    call: ReturnType<typeof callOf>,
    {
      cursor: before,
      ...asked
    }: { environment: string; team?: string | undefined; cursor?: string | undefined; limit: number },
  ): Promise<z.infer<typeof runs>> => {
    const found = await listRuns(services, call, { ...asked, before, kind })
    return {
      next: found.next,
      runs: found.runs.map(({ report, kind: _, ...one }) => ({ ...one, report: anything.parse(report) })),
    }
  }
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(validations, async (c) =>
      c.json(await listOf('validation', callOf(c), { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .openapi(validate, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query'), request: c.req.valid('json') }
      const about = { action: 'environments.check', kind: 'environment-validate' } as const
      return c.json(await startEnvironmentJob(services, callOf(c), { ...asked, ...about }), 202)
    })
    .openapi(healthRead, async (c) =>
      c.json(
        writable(await readHealth(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('query') })),
        200,
      ),
    )
    .openapi(healthNow, async (c) =>
      c.json(await lookNow(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .openapi(tests, async (c) =>
      c.json(await listOf('test', callOf(c), { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .openapi(test, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query'), request: c.req.valid('json') }
      const about = { action: 'environments.check', kind: 'environment-test' } as const
      return c.json(await startEnvironmentJob(services, callOf(c), { ...asked, ...about }), 202)
    })
}
