import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { EnvironmentServices } from '../services/environments/environment.ts'
import { startEnvironmentJob } from '../services/environments/start-environment-job.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { compareEnvironments, migrateEnvironments } from '../services/schemas/compare-schemas.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { anything, count, ofTeam } from './environment-schemas.ts'
import { idField } from './fields.ts'
import { job } from './job-schemas.ts'
import { permission, refusals } from './permission.ts'
import { writable } from './writable.ts'

// POST /schema/compare  how the schemas of two environments differ
// POST /schema/migrate  the script that makes one that of the other, and the way back
// POST /schema/apply    runs such a script on an environment

const two = { source: idField, target: idField }
const side = z.object({ environment: z.string(), fingerprint: z.string() })
const list = z.array(anything)

const compare = createRoute({
  method: 'post',
  path: '/schema/compare',
  summary: 'Compare the schemas of two environments',
  description: 'added: what the source has and the target lacks.',
  ...permission('schemas.compare'),
  request: { query: ofTeam, ...bodyOf(z.strictObject(two)) },
  responses: {
    200: json(
      z.object({
        source: side,
        target: side,
        equal: z.boolean(),
        added: list,
        removed: list,
        changed: list,
        renamed: list,
        renameCandidates: list,
        notCompared: z.array(z.string()),
      }),
      'the differences',
    ),
    ...refusals,
  },
})
const migrate = createRoute({
  method: 'post',
  path: '/schema/migrate',
  summary: 'Write the migration from one environment to another',
  description: 'Changes nothing. Each step says what it may do to data and which locks it takes.',
  ...permission('schemas.compare'),
  request: { query: ofTeam, ...bodyOf(z.strictObject({ ...two, online: z.boolean().default(false) })) },
  responses: {
    200: json(
      z.object({
        source: z.string(),
        target: z.string(),
        from: z.string(),
        to: z.string(),
        steps: list,
        destructive: count,
        refused: list,
        up: z.string().openapi({ description: 'the script; what POST /schema/apply takes' }),
        down: z.string().openapi({ description: 'the way back' }),
      }),
      'the scripts',
    ),
    ...refusals,
  },
})
const milliseconds = z.number().int().min(0).max(86_400_000).optional()
const apply = createRoute({
  method: 'post',
  path: '/schema/apply',
  summary: 'Apply a migration to an environment',
  description: 'Never to production. Needs the grant admin, and jobs.start.',
  ...permission('schemas.apply'),
  request: {
    query: ofTeam,
    ...bodyOf(
      z.strictObject({
        environment: idField,
        script: z.string().min(1).max(4_000_000),
        confirm: idField.openapi({ description: 'the name of the environment' }),
        lockTimeoutMs: milliseconds,
        statementTimeoutMs: milliseconds,
      }),
    ),
  },
  responses: { 202: json(job, 'the job'), ...refusals },
})

export function schemaToolRoutes(services: EnvironmentServices & JobServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(compare, async (c) => {
      const found = await compareEnvironments(services, callOf(c), { ...c.req.valid('query'), ...c.req.valid('json') })
      const { added, removed, changed, renamed, renameCandidates, notCompared, ...rest } = found
      const lists = {
        added: records(added),
        removed: records(removed),
        changed: records(changed),
        renamed: records(renamed),
        renameCandidates: records(renameCandidates),
        notCompared: [...notCompared],
      }
      return c.json(writable({ ...rest, ...lists }), 200)
    })
    .openapi(migrate, async (c) => {
      const found = await migrateEnvironments(services, callOf(c), { ...c.req.valid('query'), ...c.req.valid('json') })
      const { steps, refused, ...rest } = found
      return c.json(writable({ ...rest, steps: records(steps), refused: records(refused) }), 200)
    })
    .openapi(apply, async (c) => {
      const { environment, ...request } = c.req.valid('json')
      const about = { action: 'schemas.apply', kind: 'schema-apply' } as const
      const asked = { ...c.req.valid('query'), environment, request, ...about }
      return c.json(await startEnvironmentJob(services, callOf(c), asked), 202)
    })
}

/** Of interfaces, which have no index signature. */
function records(all: readonly object[]): Record<string, unknown>[] {
  return all.map((one) => Object.fromEntries(Object.entries(one)))
}
