import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Services } from '../services/call.ts'
import { healths, troubleNames } from '../services/overview/health.ts'
import { KeptStandings } from '../services/overview/kept-standings.ts'
import { listOverviews } from '../services/overview/list-overviews.ts'
import { readOverview } from '../services/overview/read-overview.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { json, validationHook } from './contract.ts'
import { teamParams } from './dataset-schemas.ts'
import { unchanged } from './entity-tags.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { count } from './quality-schemas.ts'
import { team } from './teams.ts'

// GET /overview                how the caller's teams stand
// GET /teams/{team}/overview   how a team stands, and each of its datasets

const health = z.enum(healths).openapi({
  description:
    'failing: what is read, or was to be read next, does not hold to its rules. warning: somebody should look. healthy: published, and nothing speaks against it. unknown: nothing to read yet.',
})
const scores = z
  .array(z.object({ at: z.string(), score: z.number() }))
  .openapi({ description: 'from the oldest on, each from 0 to 1' })
const incidents = z
  .object({ critical: count, major: count, minor: count })
  .openapi({ description: 'neither resolved nor snoozed' })
const fields = {
  team,
  health,
  cause: z
    .object({ dataset: z.string(), name: z.string(), trouble: z.enum(troubleNames) })
    .nullable()
    .openapi({ description: 'the gravest of what speaks against a dataset of it; null where nothing does' }),
  scores,
  datasets: count,
  rows: count.openapi({ description: 'of what is published' }),
  bytes: count.openapi({ description: 'of all versions that are kept' }),
  incidents,
  jobs: z.object({
    pending: count,
    running: count,
    failed: count.openapi({ description: 'within seven days, and not tried again' }),
  }),
  lastPublished: z.object({ dataset: z.string(), name: z.string(), version: count, at: z.string() }).nullable(),
  nextRefresh: z
    .object({ schedule: z.string(), name: z.string(), at: z.string() })
    .nullable()
    .openapi({ description: 'the first run that a schedule plans; null without schedules.read' }),
}
const teamOverview = z.object(fields).openapi('TeamOverview')
const datasetOverview = z.object({
  id: z.string(),
  name: z.string(),
  health,
  publishedVersion: count.nullable(),
  publishedAt: z.string().nullable(),
  latestVersion: count.nullable(),
  latestStatus: z.enum(['hidden', 'ready', 'refused', 'archived', 'erased']).nullable(),
  rows: count,
  bytes: count,
  outcome: z.enum(['passed', 'warned', 'failed', 'not evaluated']).nullable(),
  scores,
  incidents,
})

const list = createRoute({
  method: 'get',
  path: '/overview',
  summary: 'Show how the caller’s teams stand',
  description: 'Of teams in which the caller may read datasets, jobs and quality.',
  ...permission('someone'),
  request: { query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ teams: z.array(teamOverview), next: nextField }), 'teams by their short names'),
    304: unchanged,
    ...refusals,
  },
})
const read = createRoute({
  method: 'get',
  path: '/teams/{team}/overview',
  summary: 'Show how a team stands',
  description: 'Needs datasets.read and jobs.read too.',
  ...permission('quality.read'),
  request: { params: teamParams },
  responses: {
    200: json(
      z.object({ overview: teamOverview, datasets: z.array(datasetOverview) }),
      'the team, and its datasets, the worst first',
    ),
    304: unchanged,
    ...refusals,
  },
})

export function overviewRoutes(services: Pick<Services, 'store' | 'now'>) {
  const looking = { ...services, standings: new KeptStandings() }
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => c.json(await listOverviews(looking, callOf(c), c.req.valid('query')), 200))
    .openapi(read, async (c) => c.json(await readOverview(services, callOf(c), c.req.valid('param')), 200))
}
