import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { fidelityHtml } from '@understudy/sdk/synthesize'
import { RequestError } from '../errors/request-error.ts'
import type { Services } from '../services/call.ts'
import { type FidelityRead, readFidelity } from '../services/quality/fidelity/read-fidelity.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { json, orNull, validationHook } from './contract.ts'
import { disposition } from './disposition.ts'
import { permission, refusals } from './permission.ts'
import { anything, count, runParams } from './quality-schemas.ts'
import { asObject } from './writable.ts'

// GET /teams/{team}/quality/runs/{run}/fidelity          what the gates for fidelity and privacy found in a check
// GET /teams/{team}/quality/runs/{run}/fidelity/report   the same as a file for people

const held = z.object({ dataset: z.string(), version: count })
const score = z.number().nullable()
const outcome = z
  .enum(['passed', 'refused'])
  .nullable()
  .openapi({ description: 'null where it was not asked for, or nothing was there yet to hold it against' })
const fidelity = z
  .object({
    run: z.string(),
    dataset: z.string(),
    version: count,
    reference: held.nullable(),
    holdout: held.nullable(),
    fidelity: outcome,
    privacy: outcome,
    why: z.string().nullable(),
    figures: z.array(
      z.object({
        entity: z.string(),
        shapes: score,
        trends: score,
        overall: score,
        calibrated: score,
        classifierAuc: score,
        risk: score,
        leaked: count.openapi({ description: 'rows that are, or nearly are, rows of the reference' }),
      }),
    ),
    report: orNull(anything).openapi({
      description: 'as `understudy fidelity --json` writes it; null where data that it is of was erased',
    }),
    at: z.string(),
  })
  .openapi('FidelityOfRun')

const read = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/runs/{run}/fidelity',
  summary: 'Show how like its reference a version is, and how near',
  ...permission('quality.read'),
  request: { params: runParams },
  responses: { 200: json(fidelity, 'what the gates for fidelity and privacy found'), ...refusals },
})
const report = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/runs/{run}/fidelity/report',
  summary: 'Download the report of fidelity and privacy',
  ...permission('quality.read'),
  request: { params: runParams },
  responses: {
    200: { description: 'one page that loads nothing', content: { 'text/html': { schema: z.string() } } },
    ...refusals,
  },
})

export function fidelityRoutes(services: Services) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(read, async (c) => c.json(shown(await readFidelity(services, callOf(c), c.req.valid('param'))), 200))
    .openapi(report, async (c) => {
      const { report, why } = await readFidelity(services, callOf(c), c.req.valid('param'))
      if (!report) {
        throw new RequestError('NOT_FOUND', { message: `nothing was measured${why === null ? '' : `: ${why}`}` })
      }
      c.header('content-disposition', disposition('fidelity.html'))
      return c.body(fidelityHtml(report), 200, { 'content-type': 'text/html; charset=utf-8' })
    })
}

function shown({ report, figures, ...rest }: FidelityRead): z.infer<typeof fidelity> {
  return { ...rest, figures: [...figures], report: report && asObject(report) }
}
