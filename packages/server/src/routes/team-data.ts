import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { archiveOld } from '../services/datasets/archive-old.ts'
import { archiveVersion } from '../services/datasets/set-archived.ts'
import { refreshDataset } from '../services/refresh/refresh-dataset.ts'
import { startRefresh } from '../services/refresh/start-refresh.ts'
import type { ManagementServices } from '../services/teams/environment/configure-team.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { datasetParams, retention, teamParams, versionField } from './dataset-schemas.ts'
import { nameField } from './fields.ts'
import { job } from './job-schemas.ts'
import { permission, refusals } from './permission.ts'

// POST  /teams/{team}/refresh                                 the data of the team anew, as one set
// POST  /teams/{team}/datasets/{dataset}/refresh              one dataset anew
// POST  /teams/{team}/archive                                 what is old put away, or erased
// PATCH /teams/{team}/datasets/{dataset}/versions/{version}   one version put away, or got back

const seed = z
  .union([z.enum(['new', 'same']), z.strictObject({ seed: z.union([z.string().min(1).max(1000), z.number()]) })])
  .optional()
  .openapi({ description: 'other values, the same ones, or those of a seed; as the team prefers where it is left out' })
const datasets = z.array(nameField).min(1).max(1000).optional()

const together = z
  .boolean()
  .default(true)
  .openapi({ description: 'all are published at once when every one has passed its gates, or none is' })

const refreshBody = z.strictObject({ datasets, seed, together })
const archiveBody = z.strictObject({ ...retention.shape, datasets, erase: z.boolean().default(false) })
/** What is asked in the process. */
export const refreshInput = refreshBody.extend(teamParams.shape)
export const archiveInput = archiveBody.extend(teamParams.shape)

const refreshAll = createRoute({
  method: 'post',
  path: '/teams/{team}/refresh',
  summary: 'Make the data of a team anew',
  description:
    'Each dataset that was generated gets a next version by the same schema, with what the team has configured by now, as a job; what a connector took is taken again, which needs connectors.use. The versions are hidden until they have passed the gates of their datasets; then all of them are what is read, at once. Where one fails, none is, and they are kept for a while to be looked into. What cannot be made anew at all is named, with the reason. Needs datasets.write too.',
  ...permission('jobs.start'),
  request: { params: teamParams, ...bodyOf(refreshBody) },
  responses: {
    202: json(
      z.object({
        team: z.string(),
        refresh: z.string().nullable().openapi({ description: 'null where nothing can be made anew' }),
        started: z.array(
          z.object({
            dataset: z.string(),
            name: z.string(),
            job: z.string().nullable().openapi({ description: 'null where it waits for its turn' }),
          }),
        ),
        skipped: z.array(z.object({ dataset: z.string(), name: z.string(), errorCode: z.string(), why: z.string() })),
      }),
      'the refresh, its jobs, and what was left as it is',
    ),
    ...refusals,
  },
})
const refreshOne = createRoute({
  method: 'post',
  path: '/teams/{team}/datasets/{dataset}/refresh',
  summary: 'Make a dataset anew',
  description:
    'A refresh of one dataset: the next version is read when it has passed its gate. What a connector took is taken again, which needs connectors.use; what was uploaded cannot be made anew: NOT_REFRESHABLE. Needs datasets.write too.',
  ...permission('jobs.start'),
  request: { params: datasetParams, ...bodyOf(z.strictObject({ seed })) },
  responses: { 202: json(job, 'the job'), ...refusals },
})
const archive = createRoute({
  method: 'post',
  path: '/teams/{team}/archive',
  summary: 'Put old versions away',
  description:
    'Those that are neither among the newest, nor young, nor published, nor leased: archived, which is kept and not read, or erased for ever, which needs datasets.erase.',
  ...permission('datasets.write'),
  request: {
    params: teamParams,
    ...bodyOf(archiveBody),
  },
  responses: {
    200: json(
      z.object({
        team: z.string(),
        versions: z.array(
          z.object({
            dataset: z.string(),
            name: z.string(),
            version: z.number().int(),
            became: z.enum(['archived', 'erased']),
          }),
        ),
      }),
      'what was put away',
    ),
    ...refusals,
  },
})
const archiveOne = createRoute({
  method: 'patch',
  path: '/teams/{team}/datasets/{dataset}/versions/{version}',
  summary: 'Put a version away, or get it back',
  ...permission('datasets.write'),
  request: {
    params: datasetParams.extend({ version: versionField }),
    ...bodyOf(z.strictObject({ archived: z.boolean() })),
  },
  responses: {
    200: json(z.object({ version: z.number().int(), status: z.enum(['ready', 'archived']) }), 'the version'),
    ...refusals,
  },
})

export function teamDataRoutes(services: ManagementServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(refreshAll, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      const { team, refresh, started, skipped } = await startRefresh(services, callOf(c), asked)
      return c.json({ team, refresh, started: [...started], skipped: [...skipped] }, 202)
    })
    .openapi(refreshOne, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(await refreshDataset(services, callOf(c), asked), 202)
    })
    .openapi(archive, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      const { team, versions } = await archiveOld(services, callOf(c), asked)
      return c.json({ team, versions: [...versions] }, 200)
    })
    .openapi(archiveOne, async (c) =>
      c.json(await archiveVersion(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
}
