import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Services } from '../services/call.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { listRules, listRulesVersions } from '../services/quality/list-rules.ts'
import { putRules } from '../services/quality/put-rules.ts'
import { readProfile, suggestRules } from '../services/quality/read-profile.ts'
import { readQuality } from '../services/quality/read-quality.ts'
import { readRules } from '../services/quality/read-rules.ts'
import { startProfile } from '../services/quality/start-quality-job.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, orNull, validationHook } from './contract.ts'
import { datasetParams, teamParams, versionField, versionNumber } from './dataset-schemas.ts'
import { ifMatch } from './entity-tags.ts'
import { job } from './job-schemas.ts'
import { cursorField, limitField, nextField, nextPositionField, positionField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { anything, count, gate, rulesFile, rulesRead, rulesVersion, run, samples } from './quality-schemas.ts'
import { asObject, writable } from './writable.ts'

// GET  /teams/{team}/quality/rules                                rules of every dataset that has some
// GET  /teams/{team}/datasets/{dataset}/quality                   how it stands: rules, gate, checks, incidents
// GET  /teams/{team}/datasets/{dataset}/quality/rules             the rules, the newest or an earlier version
// PUT  /teams/{team}/datasets/{dataset}/quality/rules             the next version of them
// GET  /teams/{team}/datasets/{dataset}/quality/rules/versions    the newest first
// GET  /teams/{team}/datasets/{dataset}/quality/suggestions       rules out of a version's schema and rows
// GET  /teams/{team}/datasets/{dataset}/profile                   what a look at the rows of a version told
// POST /teams/{team}/datasets/{dataset}/profile                   such a look, as a job

const ofVersion = { version: versionField.optional().openapi({ description: 'what is published where left out' }) }

const list = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/rules',
  summary: 'List the rules of all datasets',
  ...permission('quality.read'),
  request: { params: teamParams, query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ rules: z.array(rulesVersion), next: nextField }), 'the newest rules of each dataset'),
    ...refusals,
  },
})
const now = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/quality',
  summary: 'Show how the quality of a dataset stands',
  ...permission('quality.read'),
  request: { params: datasetParams },
  responses: {
    200: json(
      z.object({
        dataset: z.string(),
        rules: orNull(rulesVersion),
        published: orNull(run).openapi({ description: 'the last check of what is published' }),
        last: orNull(run).openapi({ description: 'the last check, whatever version it was of' }),
        held: z.array(count).openapi({ description: 'versions that wait for the gate' }),
        openIncidents: count,
      }),
      'rules, checks, what waits and what is wrong',
    ),
    ...refusals,
  },
})
const read = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/quality/rules',
  summary: 'Show the rules of a dataset',
  ...permission('quality.read'),
  request: { params: datasetParams, query: z.object({ version: versionField.optional() }) },
  responses: { 200: json(rulesRead, 'the rules, as a file holds them'), ...refusals },
})
const put = createRoute({
  method: 'put',
  path: '/teams/{team}/datasets/{dataset}/quality/rules',
  summary: 'Set the rules of a dataset',
  description:
    'They become the next version of its rules. With a gate, a new version of the dataset is read only when it has passed them. Conflicts between rules are told, and do not hinder.',
  ...permission('quality.write'),
  request: {
    params: datasetParams,
    headers: ifMatch,
    ...bodyOf(
      z.strictObject({
        rules: rulesFile,
        gate: orNull(gate).default(null),
        samples: samples.default({ rows: 10, days: 30 }),
      }),
    ),
  },
  responses: {
    200: json(
      z.object({
        version: rulesVersion,
        conflicts: z
          .object({
            conflicts: z.array(z.object({ rules: z.array(z.string()), message: z.string() })),
            redundant: z.array(anything),
            undecided: z.array(z.object({ rule: z.string(), why: z.string() })),
          })
          .nullable()
          .openapi({ description: 'null where there are more than 200 rules: nobody has looked' }),
      }),
      'the version that they are, and what they say against each other',
    ),
    ...refusals,
  },
})
const versions = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/quality/rules/versions',
  summary: 'List the versions of the rules of a dataset',
  ...permission('quality.read'),
  request: { params: datasetParams, query: z.object({ cursor: positionField, limit: limitField }) },
  responses: {
    200: json(z.object({ versions: z.array(rulesVersion), next: nextPositionField }), 'versions, the newest first'),
    ...refusals,
  },
})
const suggestions = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/quality/suggestions',
  summary: 'Suggest rules for a dataset',
  description:
    'Of the schema that the version was made of, where it was, and of its profile, where there is one. What is suggested of rows holds in these rows. Needs datasets.read too.',
  ...permission('quality.read'),
  request: {
    params: datasetParams,
    query: z.object({
      ...ofVersion,
      minConfidence: z
        .string()
        .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/)
        .optional()
        .openapi({ description: 'from 0 to 1: what is less sure is left out, and noted', example: '0.9' }),
    }),
  },
  responses: {
    200: json(
      z.object({
        dataset: z.string(),
        version: versionNumber,
        from: z.object({ schema: z.boolean(), rows: z.boolean() }),
        rules: rulesFile,
        notes: z
          .array(z.object({ code: z.string(), at: z.string(), message: z.string() }))
          .openapi({ description: 'what is not watched, and why' }),
      }),
      'rules to review',
    ),
    ...refusals,
  },
})
const profile = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/profile',
  summary: 'Show the profile of a version',
  ...permission('datasets.read'),
  request: { params: datasetParams, query: z.object(ofVersion) },
  responses: {
    200: json(
      z.object({
        dataset: z.string(),
        version: versionNumber,
        at: z.string(),
        profile: z.object({
          name: z.string(),
          entities: z.array(
            z.object({
              name: z.string(),
              rows: count,
              columns: z.array(anything),
              keys: z.array(anything),
              dependencies: z.array(anything),
              orderings: z.array(anything),
            }),
          ),
          foreignKeys: z.array(anything),
        }),
      }),
      'columns with their types, nulls, bounds, formats and frequent values; keys and references',
    ),
    ...refusals,
  },
})
const look = createRoute({
  method: 'post',
  path: '/teams/{team}/datasets/{dataset}/profile',
  summary: 'Look at all rows of a version',
  description: 'The answer is the job that does it; its profile is then there to be read. Needs datasets.read too.',
  ...permission('jobs.start'),
  request: { params: datasetParams, ...bodyOf(z.strictObject({ version: versionNumber.optional() })) },
  responses: { 202: json(job, 'the job'), ...refusals },
})

export function qualityRulesRoutes(services: Services & JobServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const { cursor: after, limit } = c.req.valid('query')
      return c.json(writable(await listRules(services, callOf(c), { ...c.req.valid('param'), after, limit })), 200)
    })
    .openapi(now, async (c) => c.json(writable(await readQuality(services, callOf(c), c.req.valid('param'))), 200))
    .openapi(read, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      const { file, ...version } = await readRules(services, callOf(c), asked)
      return c.json(writable({ ...version, file: asObject(file) }), 200)
    })
    .openapi(put, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      const { version, conflicts } = await putRules(services, callOf(c), asked)
      const told = conflicts && { ...conflicts, redundant: conflicts.redundant.map(asObject) }
      return c.json(writable({ version, conflicts: told }), 200)
    })
    .openapi(versions, async (c) => {
      const { cursor: before, limit } = c.req.valid('query')
      const asked = { ...c.req.valid('param'), before, limit }
      return c.json(writable(await listRulesVersions(services, callOf(c), asked)), 200)
    })
    .openapi(suggestions, async (c) => {
      const { version, minConfidence } = c.req.valid('query')
      const sure = minConfidence === undefined ? undefined : Number(minConfidence)
      const asked = { ...c.req.valid('param'), version, minConfidence: sure }
      const { rules, ...suggested } = await suggestRules(services, callOf(c), asked)
      return c.json(writable({ ...suggested, rules: asObject(rules) }), 200)
    })
    .openapi(profile, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      const { profile, ...found } = await readProfile(services, callOf(c), asked)
      const entities = profile.entities.map((entity) => ({
        ...entity,
        columns: entity.columns.map(asObject),
        keys: entity.keys.map(asObject),
        dependencies: entity.dependencies.map(asObject),
        orderings: entity.orderings.map(asObject),
      }))
      const told = { ...profile, entities, foreignKeys: profile.foreignKeys.map(asObject) }
      return c.json(writable({ ...found, profile: told }), 200)
    })
    .openapi(look, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(await startProfile(services, callOf(c), asked), 202)
    })
}
