import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { readActive, switchActive } from '../services/environments/active-environment.ts'
import { createEnvironment } from '../services/environments/create-environment.ts'
import {
  type Environment,
  type EnvironmentServices,
  environmentTypes,
  grantLevels,
} from '../services/environments/environment.ts'
import { grantEnvironment, revokeEnvironment } from '../services/environments/grant-environment.ts'
import { listEnvironments } from '../services/environments/list-environments.ts'
import { readEnvironment } from '../services/environments/read-environment.ts'
import { removeEnvironment } from '../services/environments/remove-environment.ts'
import { startEnvironmentJob } from '../services/environments/start-environment-job.ts'
import { updateEnvironment } from '../services/environments/update-environment.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, orNull, validationHook } from './contract.ts'
import {
  environment,
  environmentFields,
  environmentNameField,
  environmentParams,
  ofTeam,
} from './environment-schemas.ts'
import { idField } from './fields.ts'
import { job } from './job-schemas.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET    /environments                              those that a team was granted; of a system administrator, all
// POST   /environments                              one more: its connection is sealed and never answered
// GET    /environments/{environment}                one
// PUT    /environments/{environment}                changed; what is left out stays
// DELETE /environments/{environment}                forgotten; its database stays
// PUT    /environments/{environment}/grants/{team}  what a team may do with it
// DELETE /environments/{environment}/grants/{team}  nothing any more
// POST   /environments/{environment}/reset          back to its last clone, or emptied
// GET    /teams/{team}/environments/active          what the team means where it names none
// PUT    /teams/{team}/environments/active          another one

const tag = z.string().regex(/^[A-Za-z0-9][\w.-]{0,39}$/, 'letters, digits, - _ and ., 40 at most')
const secretName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/)
const given = {
  name: environmentNameField,
  type: z.enum(environmentTypes),
  databaseUrl: z.string().min(1).max(2000).openapi({ example: 'postgres://me@db.example.com/shop' }),
  secrets: z
    .record(secretName, z.string().max(10_000))
    .openapi({ description: 'other addresses and keys; baseUrl is where paths of HTTP probes lead' }),
  tags: z.array(tag).max(20),
  isReadOnly: z.boolean(),
  status: z.enum(['active', 'inactive']),
  maskingKey: z
    .string()
    .min(1)
    .max(1000)
    .nullable()
    .openapi({ description: '32 bytes in base64, a passphrase, or "generate"; null: the one of the server' }),
  watchSeconds: z.number().int().min(10).max(86_400).nullable(),
  suites: z.record(z.string(), z.unknown()).nullable().openapi({ description: 'a file of test suites' }),
}
const detail = z
  .object({
    ...environmentFields,
    grants: z
      .array(z.object({ team: z.string(), level: z.enum(grantLevels), createdAt: z.string() }))
      .nullable()
      .openapi({ description: 'for system administrators' }),
  })
  .openapi('EnvironmentDetail')
const granted = environmentParams.extend({ team: idField })
const teamParams = z.object({ team: idField })

const list = createRoute({
  method: 'get',
  path: '/environments',
  summary: 'List environments',
  ...permission('environments.read'),
  request: {
    query: ofTeam.extend({
      type: z.enum(environmentTypes).optional(),
      tag: tag.optional(),
      cursor: cursorField,
      limit: limitField,
    }),
  },
  responses: {
    200: json(z.object({ environments: z.array(environment), next: nextField }), 'environments, by name'),
    ...refusals,
  },
})
const create = createRoute({
  method: 'post',
  path: '/environments',
  summary: 'Register an environment',
  description:
    'Its connection, its secrets and its key are sealed: nobody is told them again. Production is read-only.',
  ...permission('environments.change'),
  request: bodyOf(
    z.strictObject({
      ...given,
      secrets: given.secrets.default({}),
      tags: given.tags.default([]),
      isReadOnly: given.isReadOnly.default(false),
      status: given.status.default('active'),
      maskingKey: given.maskingKey.default(null),
      watchSeconds: given.watchSeconds.default(null),
      suites: given.suites.default(null),
    }),
  ),
  responses: { 201: json(environment, 'the environment'), ...refusals },
})
const read = createRoute({
  method: 'get',
  path: '/environments/{environment}',
  summary: 'Read an environment',
  ...permission('environments.read'),
  request: { params: environmentParams, query: ofTeam },
  responses: { 200: json(detail, 'the environment'), ...refusals },
})
const update = createRoute({
  method: 'put',
  path: '/environments/{environment}',
  summary: 'Change an environment',
  ...permission('environments.change'),
  request: { params: environmentParams, ...bodyOf(z.strictObject(given).partial()) },
  responses: { 200: json(environment, 'the environment'), ...refusals },
})
const remove = createRoute({
  method: 'delete',
  path: '/environments/{environment}',
  summary: 'Forget an environment',
  ...permission('environments.change'),
  request: { params: environmentParams },
  responses: { 204: { description: 'it is forgotten; its database stays as it is' }, ...refusals },
})
const grant = createRoute({
  method: 'put',
  path: '/environments/{environment}/grants/{team}',
  summary: 'Grant an environment to a team',
  ...permission('environments.change'),
  request: { params: granted, ...bodyOf(z.strictObject({ level: z.enum(grantLevels) })) },
  responses: {
    200: json(z.object({ team: z.string(), level: z.enum(grantLevels), createdAt: z.string() }), 'the grant'),
    ...refusals,
  },
})
const revoke = createRoute({
  method: 'delete',
  path: '/environments/{environment}/grants/{team}',
  summary: 'Take an environment from a team',
  ...permission('environments.change'),
  request: { params: granted },
  responses: { 204: { description: 'the team has it no more' }, ...refusals },
})
const reset = createRoute({
  method: 'post',
  path: '/environments/{environment}/reset',
  summary: 'Reset an environment',
  description:
    'To the clone that was promoted last with keepForReset; where there is none, its tables are emptied. What stands there becomes a backup. Needs the grant admin, and jobs.start.',
  ...permission('environments.reset'),
  request: {
    params: environmentParams,
    query: ofTeam,
    ...bodyOf(z.strictObject({ confirm: idField, disconnect: z.boolean().default(false) })),
  },
  responses: { 202: json(job, 'the job'), ...refusals },
})
const active = createRoute({
  method: 'get',
  path: '/teams/{team}/environments/active',
  summary: 'Read the active environment of a team',
  ...permission('environments.read'),
  request: { params: teamParams },
  responses: {
    200: json(z.object({ environment: orNull(environment) }), 'what is meant where none is named'),
    ...refusals,
  },
})
const activate = createRoute({
  method: 'put',
  path: '/teams/{team}/environments/active',
  summary: 'Choose the active environment of a team',
  ...permission('environments.activate'),
  request: { params: teamParams, ...bodyOf(z.strictObject({ environment: idField.nullable() })) },
  responses: { 200: json(z.object({ environment: orNull(environment) }), 'what is meant from now on'), ...refusals },
})

export function environmentRoutes(services: EnvironmentServices & JobServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const { environments, next } = await listEnvironments(services, callOf(c), c.req.valid('query'))
      return c.json({ environments: environments.map(shown), next }, 200)
    })
    .openapi(create, async (c) => c.json(shown(await createEnvironment(services, callOf(c), c.req.valid('json'))), 201))
    .openapi(read, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      const { grants, ...found } = await readEnvironment(services, callOf(c), asked)
      return c.json({ ...shown(found), grants: grants && [...grants] }, 200)
    })
    .openapi(update, async (c) => {
      const { environment: named } = c.req.valid('param')
      return c.json(shown(await updateEnvironment(services, callOf(c), named, c.req.valid('json'))), 200)
    })
    .openapi(remove, async (c) => {
      await removeEnvironment(services, callOf(c), c.req.valid('param').environment)
      return c.body(null, 204)
    })
    .openapi(grant, async (c) =>
      c.json(await grantEnvironment(services, callOf(c), c.req.valid('param'), c.req.valid('json').level), 200),
    )
    .openapi(revoke, async (c) => {
      await revokeEnvironment(services, callOf(c), c.req.valid('param'))
      return c.body(null, 204)
    })
    .openapi(reset, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query'), request: c.req.valid('json') }
      const about = { action: 'environments.reset', kind: 'environment-reset' } as const
      return c.json(await startEnvironmentJob(services, callOf(c), { ...asked, ...about }), 202)
    })
    .openapi(active, async (c) => {
      const found = await readActive(services, callOf(c), c.req.valid('param').team)
      return c.json({ environment: found && shown(found) }, 200)
    })
    .openapi(activate, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      const found = await switchActive(services, callOf(c), asked)
      return c.json({ environment: found && shown(found) }, 200)
    })
}

function shown({ tags, secrets, ...rest }: Environment): z.infer<typeof environment> {
  return { ...rest, tags: [...tags], secrets: [...secrets] }
}
