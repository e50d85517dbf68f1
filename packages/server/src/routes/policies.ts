import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { EnvironmentServices } from '../services/environments/environment.ts'
import { startEnvironmentJob } from '../services/environments/start-environment-job.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { acceptVersion, putPolicy, removePolicy } from '../services/policies/change-policy.ts'
import { createPolicy } from '../services/policies/create-policy.ts'
import { previewPolicy } from '../services/policies/preview-policy.ts'
import { listPolicies, listPolicyVersions, readPolicy } from '../services/policies/read-policies.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { disposition } from './disposition.ts'
import { anything, count, ofTeam } from './environment-schemas.ts'
import { idField, nameField, wholeField } from './fields.ts'
import { job } from './job-schemas.ts'
import { cursorField, limitField, nextField, nextPositionField, positionField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { writable } from './writable.ts'

// GET    /anonymization/policies                                     masking policies of a team
// POST   /anonymization/policies                                     one more, with its first version
// POST   /anonymization/policies/scan                                a look for personal data, which proposes a version
// GET    /anonymization/policies/{policy}                            what stands in one
// PUT    /anonymization/policies/{policy}                            its next version
// DELETE /anonymization/policies/{policy}                            with all of its versions
// GET    /anonymization/policies/{policy}/file                       the file, to the letter
// GET    /anonymization/policies/{policy}/versions                   the newest first
// POST   /anonymization/policies/{policy}/versions/{version}/accept  it is used from now on
// POST   /anonymization/policies/{policy}/preview                    what it does to values that nobody has

const policy = z
  .object({
    id: z.string(),
    name: z.string(),
    version: count.nullable().openapi({ description: 'what is used; null while there are proposals alone' }),
    createdAt: z.string(),
    createdBy: z.string(),
    updatedAt: z.string(),
  })
  .openapi('Policy')
const policyVersion = z
  .object({
    version: count,
    status: z.enum(['proposed', 'accepted']),
    fingerprint: z.string(),
    tables: count,
    undecided: count.openapi({
      description: 'columns that nobody has decided about: it masks nothing while there are some',
    }),
    note: z.string().nullable(),
    createdAt: z.string(),
    createdBy: z.string(),
  })
  .openapi('PolicyVersion')
const read = policy.extend({ read: policyVersion, policy: anything }).openapi('PolicyRead')
const text = { schema: z.string() }
const params = z.object({ policy: idField })
const versionField = wholeField(1, 1_000_000)
const ofVersion = ofTeam.extend({ version: versionField.optional() })
const given = {
  policy: anything.optional().openapi({ description: 'a masking policy, as JSON' }),
  file: z
    .string()
    .max(4_000_000)
    .optional()
    .openapi({ description: 'or the text of a file, which is kept to the letter' }),
  note: nameField.optional(),
}
const path = '/anonymization/policies'

const list = createRoute({
  method: 'get',
  path,
  summary: 'List masking policies',
  ...permission('policies.read'),
  request: { query: ofTeam.extend({ cursor: cursorField, limit: limitField }) },
  responses: { 200: json(z.object({ policies: z.array(policy), next: nextField }), 'policies, by name'), ...refusals },
})
const create = createRoute({
  method: 'post',
  path,
  summary: 'Keep a masking policy',
  ...permission('policies.change'),
  request: { query: ofTeam, ...bodyOf(z.strictObject({ name: nameField, ...given })) },
  responses: { 201: json(policy, 'the policy'), ...refusals },
})
const scan = createRoute({
  method: 'post',
  path: `${path}/scan`,
  summary: 'Look for personal data in an environment',
  description:
    'Proposes a version of the policy: what was decided in the one that is used stays as it is. Needs the grant clone, and jobs.start.',
  ...permission('policies.scan'),
  request: {
    query: ofTeam,
    ...bodyOf(
      z.strictObject({
        environment: idField,
        policy: nameField.openapi({ description: 'name or id; of a name that there is none of, one is made' }),
        locale: z.string().max(20).optional(),
        waive: z.array(z.literal('source-can-write')).max(1).default([]),
      }),
    ),
  },
  responses: { 202: json(job, 'the job'), ...refusals },
})
const one = createRoute({
  method: 'get',
  path: `${path}/{policy}`,
  summary: 'Read a masking policy',
  ...permission('policies.read'),
  request: { params, query: ofVersion },
  responses: { 200: json(read, 'the version that is named, or the one that is used'), ...refusals },
})
const put = createRoute({
  method: 'put',
  path: `${path}/{policy}`,
  summary: 'Change a masking policy',
  description: 'What is given is the next version; the ones before stay.',
  ...permission('policies.change'),
  request: {
    params,
    query: ofTeam,
    ...bodyOf(
      z.strictObject({
        ...given,
        expected: count.optional().openapi({ description: 'the version that it was made of' }),
      }),
    ),
  },
  responses: { 200: json(policyVersion, 'the version'), ...refusals },
})
const remove = createRoute({
  method: 'delete',
  path: `${path}/{policy}`,
  summary: 'Remove a masking policy',
  ...permission('policies.change'),
  request: { params, query: ofTeam },
  responses: { 204: { description: 'it is gone, with all of its versions' }, ...refusals },
})
const file = createRoute({
  method: 'get',
  path: `${path}/{policy}/file`,
  summary: 'Download a masking policy as a file',
  ...permission('policies.read'),
  request: { params, query: ofVersion },
  responses: {
    200: {
      description: 'the file, to the letter',
      content: { 'application/json': text, 'application/octet-stream': text },
    },
    ...refusals,
  },
})
const versions = createRoute({
  method: 'get',
  path: `${path}/{policy}/versions`,
  summary: 'List the versions of a masking policy',
  ...permission('policies.read'),
  request: { params, query: ofTeam.extend({ cursor: positionField, limit: limitField }) },
  responses: {
    200: json(z.object({ versions: z.array(policyVersion), next: nextPositionField }), 'versions, the newest first'),
    ...refusals,
  },
})
const accept = createRoute({
  method: 'post',
  path: `${path}/{policy}/versions/{version}/accept`,
  summary: 'Use a version of a masking policy',
  ...permission('policies.change'),
  request: { params: params.extend({ version: versionField }), query: ofTeam },
  responses: { 200: json(policyVersion, 'it is used from now on'), ...refusals },
})
const preview = createRoute({
  method: 'post',
  path: `${path}/{policy}/preview`,
  summary: 'Show what a masking policy does',
  description: 'To values that were made up, under a key that nobody has.',
  ...permission('policies.read'),
  request: {
    params,
    query: ofTeam,
    ...bodyOf(
      z.strictObject({
        version: z.number().int().min(1).optional(),
        samples: z.number().int().min(1).max(10).default(3),
      }),
    ),
  },
  responses: {
    200: json(
      z.object({
        columns: z.array(
          z.object({
            table: z.string(),
            column: z.string(),
            transform: z.string(),
            samples: z.array(z.object({ before: z.string(), after: z.string().nullable() })),
            problem: z.string().nullable(),
          }),
        ),
      }),
      'columns that are masked',
    ),
    ...refusals,
  },
})

export function policyRoutes(services: EnvironmentServices & JobServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const { policies, next } = await listPolicies(services, callOf(c), c.req.valid('query'))
      return c.json({ policies: [...policies], next }, 200)
    })
    .openapi(create, async (c) =>
      c.json(await createPolicy(services, callOf(c), { ...c.req.valid('query'), ...c.req.valid('json') }), 201),
    )
    .openapi(scan, async (c) => {
      const { environment, ...request } = c.req.valid('json')
      const about = { action: 'policies.scan', kind: 'policy-scan' } as const
      const asked = { ...c.req.valid('query'), environment, request, ...about }
      return c.json(await startEnvironmentJob(services, callOf(c), asked), 202)
    })
    .openapi(one, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      const { text: _, policy: found, ...rest } = await readPolicy(services, callOf(c), asked)
      return c.json({ ...rest, policy: Object.fromEntries(Object.entries(found)) }, 200)
    })
    .openapi(put, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      const { policy: content, ...more } = c.req.valid('json')
      const version = await putPolicy(services, callOf(c), {
        team: asked.team,
        named: asked.policy,
        ...more,
        policy: content,
      })
      return c.json(version, 200)
    })
    .openapi(remove, async (c) => {
      await removePolicy(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('query') })
      return c.body(null, 204)
    })
    .openapi(file, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      const { text } = await readPolicy(services, callOf(c), asked)
      const headers = { 'content-type': 'application/json', 'content-disposition': disposition('rules.json') }
      return c.body(text, 200, headers)
    })
    .openapi(versions, async (c) => {
      const { cursor: before, ...query } = c.req.valid('query')
      const asked = { ...c.req.valid('param'), ...query, before }
      const { versions, next } = await listPolicyVersions(services, callOf(c), asked)
      return c.json({ versions: [...versions], next }, 200)
    })
    .openapi(accept, async (c) =>
      c.json(await acceptVersion(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .openapi(preview, async (c) => {
      const { samples, version } = c.req.valid('json')
      const asked = { ...c.req.valid('param'), ...c.req.valid('query'), version }
      const { policy: found } = await readPolicy(services, callOf(c), asked)
      return c.json(writable({ columns: previewPolicy(found, samples) }), 200)
    })
}
