import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { cancelClone } from '../services/clones/cancel-clone.ts'
import { type Clone, cloneStatuses } from '../services/clones/clone.ts'
import { listClones, readClone } from '../services/clones/read-clones.ts'
import { startClone, startRollback } from '../services/clones/start-clone.ts'
import type { EnvironmentServices } from '../services/environments/environment.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, orNull, validationHook } from './contract.ts'
import { anything, count, ofTeam } from './environment-schemas.ts'
import { idField } from './fields.ts'
import { job } from './job-schemas.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { writable } from './writable.ts'

// GET  /clone                   clones and plans of a team, the newest first
// POST /clone                   a masked copy of one environment in the place of another, or its plan
// GET  /clone/{clone}           one, with its plan, its numbers table by table, and what was verified
// POST /clone/{clone}/cancel    nothing of it takes the target's place from then on
// POST /clone/{clone}/rollback  what stood there before stands there again

const table = z.object({
  table: z.string(),
  rows: count,
  of: z.number().nullable().openapi({ description: 'an estimate' }),
  masked: count,
  done: z.boolean(),
})
const cloneFields = {
  id: z.string(),
  job: z.string().openapi({ description: 'its events tell of it as it happens' }),
  team: z.string(),
  dryRun: z.boolean(),
  sourceEnvironment: z.string(),
  targetEnvironment: z.string(),
  source: z.string(),
  target: z.string(),
  policy: z.string(),
  policyVersion: count,
  status: z.enum(cloneStatuses),
  phase: z.string(),
  progress: z.number().openapi({ description: 'from 0 to 100' }),
  remainingSeconds: z.number().nullable(),
  tables: z.array(table),
  planHash: z.string().nullable(),
  backupId: z.string().nullable().openapi({ description: 'what stood in its place before' }),
  isLeft: z
    .boolean()
    .openapi({ description: 'it failed, and the same request goes on with it; or it is being taken away' }),
  rolledBackAt: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  finishedAt: z.string().nullable(),
}
const clone = z.object(cloneFields).openapi('Clone')
const detail = z
  .object({
    ...cloneFields,
    startedAt: z.string().nullable(),
    completedAt: z.string().nullable(),
    statistics: anything.nullable(),
    safetyChecks: z.array(z.object({ name: z.string(), outcome: z.string(), message: z.string() })),
    logs: z.array(z.object({ at: z.string(), level: z.enum(['info', 'warning', 'error']), message: z.string() })),
    failure: orNull(z.object({ code: z.string(), message: z.string() })),
    plan: anything.nullable().openapi({ description: 'what it does, before it does anything' }),
    verification: anything.nullable().openapi({ description: 'what was found by reading the copy back' }),
  })
  .openapi('CloneDetail')
const params = z.object({ clone: idField })
const version = z.number().int().min(1)

const list = createRoute({
  method: 'get',
  path: '/clone',
  summary: 'List clones',
  ...permission('clones.read'),
  request: {
    query: ofTeam.extend({
      target: idField.optional(),
      status: z.enum(cloneStatuses).optional(),
      cursor: cursorField,
      limit: limitField,
    }),
  },
  responses: {
    200: json(z.object({ clones: z.array(clone), next: nextField }), 'clones, the newest first'),
    ...refusals,
  },
})
const start = createRoute({
  method: 'post',
  path: '/clone',
  summary: 'Clone an environment, or plan it',
  description:
    'First with dryRun: its plan is shown by GET /clone/{clone}. Then the same with confirm: the name of the target and the hash of the plan. Both environments are granted at the level clone; the target is never production. Needs jobs.start.',
  ...permission('clones.start'),
  request: {
    query: ofTeam,
    ...bodyOf(
      z.strictObject({
        source: idField,
        target: idField.optional().openapi({ description: 'the active environment where it is left out' }),
        policy: idField.openapi({ description: 'id or name of a policy of the team' }),
        policyVersion: version.optional(),
        dryRun: z.boolean().default(false),
        confirm: z
          .strictObject({ name: idField, plan: z.string().regex(/^[0-9a-f]{8,32}$/, 'no hash of a plan') })
          .optional(),
        subset: z.record(z.string(), z.unknown()).optional().openapi({ description: 'a subset file: which rows' }),
        workers: z.number().int().min(1).max(8).default(2),
        helpers: z
          .number()
          .int()
          .min(0)
          .max(16)
          .default(3)
          .openapi({ description: 'workers beside the first that copy parts of it, with as many connections each' }),
        disconnect: z.boolean().default(false),
        keepBackupDays: z.number().min(0).max(366).default(7),
        keepForReset: z.boolean().default(false),
        waive: z
          .array(z.enum(['source-can-write', 'large-objects']))
          .max(2)
          .default([])
          .openapi({ description: 'recorded; needs the grant admin of the source' }),
      }),
    ),
  },
  responses: { 202: json(clone, 'the clone'), ...refusals },
})
const read = createRoute({
  method: 'get',
  path: '/clone/{clone}',
  summary: 'Read a clone',
  ...permission('clones.read'),
  request: { params, query: ofTeam },
  responses: { 200: json(detail, 'the clone as it is now'), ...refusals },
})
const cancel = createRoute({
  method: 'post',
  path: '/clone/{clone}/cancel',
  summary: 'Cancel a clone',
  description: 'Also takes away what a clone that failed has left. Needs jobs.cancel.',
  ...permission('clones.cancel'),
  request: { params, query: ofTeam },
  responses: { 200: json(clone, 'the clone'), ...refusals },
})
const rollback = createRoute({
  method: 'post',
  path: '/clone/{clone}/rollback',
  summary: 'Roll a clone back',
  description: 'What stands there now becomes a backup. Needs the grant admin of the target, and jobs.start.',
  ...permission('clones.rollback'),
  request: {
    params,
    query: ofTeam,
    ...bodyOf(
      z.strictObject({
        confirm: idField.openapi({ description: 'the name of the target' }),
        disconnect: z.boolean().default(false),
      }),
    ),
  },
  responses: { 202: json(job, 'the job'), ...refusals },
})

export function cloneRoutes(services: EnvironmentServices & JobServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const { cursor: before, ...query } = c.req.valid('query')
      const { clones, next } = await listClones(services, callOf(c), { ...query, before })
      return c.json({ clones: clones.map(shown), next }, 200)
    })
    .openapi(start, async (c) => {
      const asked = { ...c.req.valid('query'), ...c.req.valid('json') }
      return c.json(shown(await startClone(services, callOf(c), asked)), 202)
    })
    .openapi(read, async (c) => {
      const { plan, statistics, verification, ...found } = await readClone(services, callOf(c), {
        ...c.req.valid('param'),
        ...c.req.valid('query'),
      })
      const more = { plan: asRecord(plan), statistics: asRecord(statistics), verification: asRecord(verification) }
      return c.json(writable({ ...found, ...more }), 200)
    })
    .openapi(cancel, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(shown(await cancelClone(services, callOf(c), asked)), 200)
    })
    .openapi(rollback, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query'), ...c.req.valid('json') }
      return c.json(await startRollback(services, callOf(c), asked), 202)
    })
}

function shown({ tables, ...rest }: Clone): z.infer<typeof clone> {
  return { ...rest, tables: [...tables] }
}

/** Of an interface, which has no index signature. */
function asRecord(value: object | null): Record<string, unknown> | null {
  return value === null ? null : Object.fromEntries(Object.entries(value))
}
