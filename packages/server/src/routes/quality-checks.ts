import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Services } from '../services/call.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { compareRuns } from '../services/quality/compare-runs.ts'
import { decideHeld } from '../services/quality/decide-held.ts'
import { listRuns } from '../services/quality/list-runs.ts'
import { readRun } from '../services/quality/read-run.ts'
import { improvementsOfRun, reportOfRun } from '../services/quality/report-of-run.ts'
import { startCheck } from '../services/quality/start-quality-job.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { datasetParams, teamParams, versionField, versionNumber } from './dataset-schemas.ts'
import { disposition } from './disposition.ts'
import { idField, nameField } from './fields.ts'
import { job } from './job-schemas.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { anything, count, run, runParams, runRead } from './quality-schemas.ts'
import { asObject, writable } from './writable.ts'

// POST /teams/{team}/quality/validate                               a version held against the rules of its dataset, as a job
// GET  /teams/{team}/quality/history                                checks, the newest first
// GET  /teams/{team}/quality/runs/{run}                             one, with what every rule found
// GET  /teams/{team}/quality/runs/{run}/report                      its report as a file
// GET  /teams/{team}/quality/runs/{run}/improvements                what would help
// GET  /teams/{team}/quality/compare                                what changed from one check to another
// POST /teams/{team}/datasets/{dataset}/versions/{version}/decide   a version that is held, decided on by hand

const validate = createRoute({
  method: 'post',
  path: '/teams/{team}/quality/validate',
  summary: 'Check a version against the rules of its dataset',
  description: 'The answer is the job that does it; its result names the check. Needs quality.read too.',
  ...permission('jobs.start'),
  request: {
    params: teamParams,
    ...bodyOf(z.strictObject({ dataset: nameField, version: versionNumber.optional() })),
  },
  responses: { 202: json(job, 'the job'), ...refusals },
})
const history = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/history',
  summary: 'List checks',
  ...permission('quality.read'),
  request: {
    params: teamParams,
    query: z.object({
      dataset: nameField.optional(),
      version: versionField.optional(),
      cursor: cursorField,
      limit: limitField,
    }),
  },
  responses: { 200: json(z.object({ runs: z.array(run), next: nextField }), 'checks, the newest first'), ...refusals },
})
const read = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/runs/{run}',
  summary: 'Show a check',
  ...permission('quality.read'),
  request: { params: runParams },
  responses: { 200: json(runRead, 'the check, and what every rule found'), ...refusals },
})
const text = { schema: z.string() }
const report = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/runs/{run}/report',
  summary: 'Download the report of a check',
  ...permission('quality.read'),
  request: {
    params: runParams,
    query: z.object({ format: z.enum(['json', 'html', 'markdown', 'junit']).default('html') }),
  },
  responses: {
    200: {
      description: 'the report: json is what `understudy quality compare` reads',
      content: {
        'text/html': text,
        'text/markdown': text,
        'application/xml': text,
        'application/json': { schema: z.unknown() },
      },
    },
    ...refusals,
  },
})
const points = z.number().optional()
const gain = z.object({
  completeness: points,
  consistency: points,
  accuracy: points,
  validity: points,
  uniqueness: points,
  businessRuleCompliance: points,
})
const improvements = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/runs/{run}/improvements',
  summary: 'Show what would help',
  ...permission('quality.read'),
  request: { params: runParams },
  responses: {
    200: json(
      z.object({
        improvements: z.array(
          z.object({
            rule: z.string(),
            text: z.string(),
            patch: anything,
            rows: count,
            predicted: gain.openapi({ description: 'what each metric gains by it' }),
          }),
        ),
      }),
      'patches for what failed or warned, what keeps most of the data first',
    ),
    ...refusals,
  },
})
const counted = z.object({
  id: z.string(),
  entity: z.string(),
  outcome: z.string(),
  considered: count,
  failed: count,
  value: z.union([z.number(), z.string()]).optional(),
})
const compared = z.object({ dataset: z.string(), at: z.string(), rulesHash: z.string(), passed: z.boolean() })
const compare = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/compare',
  summary: 'Compare two checks',
  ...permission('quality.read'),
  request: {
    params: teamParams,
    query: z.object({
      from: idField,
      to: idField,
      acrossRules: z.enum(['true', 'false']).default('false').openapi({ description: 'also by different rules' }),
    }),
  },
  responses: {
    200: json(
      z.object({
        before: compared,
        after: compared,
        sameRules: z.boolean(),
        metrics: z.array(
          z.object({
            metric: z.string(),
            before: z.number().nullable(),
            after: z.number().nullable(),
            change: z.number().nullable(),
          }),
        ),
        entities: z.array(z.object({ entity: z.string(), before: count.nullable(), after: count.nullable() })),
        rules: z.array(
          z.object({
            id: z.string(),
            entity: z.string(),
            change: z.enum(['new', 'worse', 'lost', 'fixed', 'better', 'found', 'added', 'gone', 'same']),
            before: counted.nullable(),
            after: counted.nullable(),
          }),
        ),
        worse: z.boolean(),
      }),
      'what changed, rule by rule, the worst first',
    ),
    ...refusals,
  },
})
const decide = createRoute({
  method: 'post',
  path: '/teams/{team}/datasets/{dataset}/versions/{version}/decide',
  summary: 'Decide on a version that is held',
  description: 'Where its check cannot be done, or is not waited for. What is decided already stays as it is.',
  ...permission('versions.decide'),
  request: {
    params: datasetParams.extend({ version: versionField }),
    ...bodyOf(z.strictObject({ outcome: z.enum(['ready', 'refused']) })),
  },
  responses: {
    200: json(
      z.object({ dataset: z.string(), version: count, status: z.enum(['ready', 'refused', 'hidden']) }),
      'what became of it; of a refresh of several it is hidden until they are all decided on',
    ),
    ...refusals,
  },
})

const files = {
  json: { type: 'application/json', name: 'report.json' },
  html: { type: 'text/html; charset=utf-8', name: 'report.html' },
  markdown: { type: 'text/markdown; charset=utf-8', name: 'report.md' },
  junit: { type: 'application/xml', name: 'report.xml' },
} as const

export function qualityCheckRoutes(services: Services & JobServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(validate, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(await startCheck(services, callOf(c), asked), 202)
    })
    .openapi(history, async (c) => {
      const { cursor: before, ...query } = c.req.valid('query')
      return c.json(writable(await listRuns(services, callOf(c), { ...c.req.valid('param'), ...query, before })), 200)
    })
    .openapi(read, async (c) => c.json(writable(await readRun(services, callOf(c), c.req.valid('param'))), 200))
    .openapi(report, async (c) => {
      const { format } = c.req.valid('query')
      const written = await reportOfRun(services, callOf(c), { ...c.req.valid('param'), format })
      const { type, name } = files[format]
      return c.body(written, 200, { 'content-type': type, 'content-disposition': disposition(name) })
    })
    .openapi(improvements, async (c) => {
      const found = await improvementsOfRun(services, callOf(c), c.req.valid('param'))
      return c.json(writable({ improvements: found.map((one) => ({ ...one, patch: asObject(one.patch) })) }), 200)
    })
    .openapi(compare, async (c) => {
      const { acrossRules, ...query } = c.req.valid('query')
      const asked = { ...c.req.valid('param'), ...query, acrossRules: acrossRules === 'true' }
      return c.json(writable(await compareRuns(services, callOf(c), asked)), 200)
    })
    .openapi(decide, async (c) =>
      c.json(await decideHeld(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
}
