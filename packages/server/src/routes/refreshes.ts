import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { JobServices } from '../services/jobs/job-services.ts'
import { cancelRefresh } from '../services/refresh/cancel-refresh.ts'
import { listRefreshes, readRefresh } from '../services/refresh/list-refreshes.ts'
import { gateNames, type Refresh, refreshedStates, refreshStates } from '../services/refresh/refresh.ts'
import { rollBackDataset, rollBackRefresh } from '../services/refresh/roll-back.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { datasetParams, teamParams, versionNumber } from './dataset-schemas.ts'
import { idField, nameField } from './fields.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET  /teams/{team}/refreshes                        what was made anew, and what became of it
// GET  /teams/{team}/refreshes/{refresh}              one, with each of its datasets
// POST /teams/{team}/refreshes/{refresh}/cancel       nothing of it is published from then on
// POST /teams/{team}/refreshes/{refresh}/rollback     all its datasets as they were before
// POST /teams/{team}/datasets/{dataset}/rollback      any version that is kept is what is read again

const refreshed = z
  .object({
    dataset: z.string(),
    name: z.string().openapi({ description: 'what it was called then' }),
    state: z.enum(refreshedStates).openapi({
      description:
        'waiting for its job, making its rows, checking them at its gates; passed, and hidden until all others have; published; refused by a gate, failed, cancelled',
    }),
    before: z.number().int().nullable().openapi({ description: 'the version that was read when the refresh began' }),
    version: z.number().int().nullable().openapi({ description: 'that was made' }),
    job: z.string().nullable(),
    gate: z.enum(gateNames).nullable().openapi({ description: 'that refused it' }),
    run: z.string().nullable().openapi({ description: 'the check that it was refused or passed by' }),
    errorCode: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .openapi('RefreshedDataset')
const refresh = z
  .object({
    id: z.string(),
    state: z.enum(refreshStates),
    together: z.boolean().openapi({ description: 'all are published at once, or none is' }),
    schedule: z.string().nullable().openapi({ description: 'the schedule that it is of' }),
    errorCode: z.string().nullable(),
    reason: z.string().nullable().openapi({ description: 'why it was not published' }),
    startedBy: z.string(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    datasets: z.array(refreshed),
  })
  .openapi('Refresh')
const rolledBack = z
  .object({
    dataset: z.string(),
    name: z.string(),
    version: z.number().int().openapi({ description: 'what is read from now on' }),
    from: z.number().int().nullable().openapi({ description: 'what was read before' }),
  })
  .openapi('RolledBack')
const one = teamParams.extend({ refresh: idField })

const list = createRoute({
  method: 'get',
  path: '/teams/{team}/refreshes',
  summary: 'List refreshes',
  ...permission('datasets.read'),
  request: {
    params: teamParams,
    query: z.object({
      dataset: nameField.optional(),
      schedule: idField.optional(),
      state: z.enum(refreshStates).optional(),
      cursor: cursorField,
      limit: limitField,
    }),
  },
  responses: {
    200: json(z.object({ refreshes: z.array(refresh), next: nextField }), 'refreshes, the newest first'),
    ...refusals,
  },
})
const read = createRoute({
  method: 'get',
  path: '/teams/{team}/refreshes/{refresh}',
  summary: 'Show a refresh',
  ...permission('datasets.read'),
  request: { params: one },
  responses: { 200: json(refresh, 'the refresh, and what became of each dataset'), ...refusals },
})
const cancel = createRoute({
  method: 'post',
  path: '/teams/{team}/refreshes/{refresh}/cancel',
  summary: 'Cancel a refresh',
  description: 'Its jobs and checks end within a moment. What was published already, one by one, stays.',
  ...permission('jobs.cancel'),
  request: { params: one },
  responses: { 200: json(refresh, 'the refresh'), ...refusals },
})
const backAll = createRoute({
  method: 'post',
  path: '/teams/{team}/refreshes/{refresh}/rollback',
  summary: 'Roll back a refresh',
  description:
    'All datasets of a refresh that was published are read as they were before it, at once. Where another version of one is read by now, none is.',
  ...permission('versions.decide'),
  request: { params: one },
  responses: { 200: json(z.object({ datasets: z.array(rolledBack) }), 'what is read now'), ...refusals },
})
const back = createRoute({
  method: 'post',
  path: '/teams/{team}/datasets/{dataset}/rollback',
  summary: 'Roll back a dataset',
  description:
    'A version that is kept, archived or not, is what is read again, at once. The next version that is published is read instead of it.',
  ...permission('versions.decide'),
  request: { params: datasetParams, ...bodyOf(z.strictObject({ version: versionNumber })) },
  responses: { 200: json(rolledBack, 'what is read now'), ...refusals },
})

export function refreshRoutes(services: JobServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const { cursor: before, ...query } = c.req.valid('query')
      const found = await listRefreshes(services, callOf(c), { ...c.req.valid('param'), ...query, before })
      return c.json({ refreshes: found.refreshes.map(shown), next: found.next }, 200)
    })
    .openapi(read, async (c) => c.json(shown(await readRefresh(services, callOf(c), c.req.valid('param'))), 200))
    .openapi(cancel, async (c) => c.json(shown(await cancelRefresh(services, callOf(c), c.req.valid('param'))), 200))
    .openapi(backAll, async (c) =>
      c.json({ datasets: await rollBackRefresh(services, callOf(c), c.req.valid('param')) }, 200),
    )
    .openapi(back, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(await rollBackDataset(services, callOf(c), asked), 200)
    })
}

/** Hono's types take no readonly arrays. */
function shown({ datasets, ...rest }: Refresh): z.infer<typeof refresh> {
  return { ...rest, datasets: [...datasets] }
}
