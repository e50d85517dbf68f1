import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { readTeamConfig } from '../services/teams/config/read-team-config.ts'
import { refreshSchedule, teamConfig } from '../services/teams/config/team-config.ts'
import {
  configureTeam,
  createEnvironment,
  type ManagementServices,
} from '../services/teams/environment/configure-team.ts'
import { readEnvironment, type TeamEnvironment } from '../services/teams/environment/read-environment.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { ifMatch } from './entity-tags.ts'
import { idField, nameField, roleField, slugField } from './fields.ts'
import { permission, refusals } from './permission.ts'

// GET  /teams/{team}/config       what the team needs, and what it changes in what it gets
// PUT  /teams/{team}/config       all of it anew; what is lacking then is made
// GET  /teams/{team}/environment  its place, who may do what there, and how it stands with what it needs
// POST /teams/{team}/environment  a new team, configured

const state = z.object({
  team: z.string(),
  config: teamConfig,
  revision: z.number().int().openapi({ description: 'grows with each change; 0 where nothing was configured' }),
  updatedAt: z.string().nullable(),
})
const requirement = z.object({
  dataset: z.string(),
  status: z.enum(['met', 'coming', 'missing']),
  why: z.string().nullable(),
})
const accessControl = z.object({
  kind: z.enum(['user', 'key']),
  subject: z.string().openapi({ example: 'user:018f…' }),
  name: z.string(),
  role: roleField.optional().openapi({ description: 'of a member' }),
  scopes: z.array(z.string()).optional().openapi({ description: 'of a key' }),
})
const environment = z
  .object({
    teamId: z.string(),
    slug: z.string(),
    name: z.string(),
    dataNamespace: z.string().openapi({ description: 'where its data is, apart from that of others' }),
    accessLevel: roleField,
    accessControls: z.array(accessControl),
    customizations: teamConfig.shape.customizations.nullable(),
    refreshSchedule: refreshSchedule.nullable(),
    requirements: z.array(requirement).nullable(),
  })
  .openapi('TeamEnvironment')

const params = z.object({ team: idField })
const newTeam = z.object({ team: slugField })
const newEnvironment = z.strictObject({ name: nameField, config: teamConfig })
/** What is asked for a team that is made in the process. */
export const environmentInput = newEnvironment.extend({ slug: slugField })

const readConfig = createRoute({
  method: 'get',
  path: '/teams/{team}/config',
  summary: 'Show the configuration of a team',
  ...permission('config.read'),
  request: { params },
  responses: { 200: json(state, 'the configuration'), ...refusals },
})
const writeConfig = createRoute({
  method: 'put',
  path: '/teams/{team}/config',
  summary: 'Configure a team',
  description:
    'All of it at once; what is left out is as it is in a new team. Customizations that contradict the data that is there are refused, every conflict named. What is required, has a schema and is not there is made, as jobs. The access level is changed by who is a system administrator too; others leave it out, or say it as it is.',
  ...permission('config.change'),
  request: { params, headers: ifMatch, ...bodyOf(teamConfig) },
  responses: {
    200: json(
      state.extend({
        started: z.array(z.object({ dataset: z.string(), job: z.string() })),
        refused: z.array(z.object({ dataset: z.string(), errorCode: z.string(), why: z.string() })),
      }),
      'the configuration, the jobs that make what was lacking, and what could not be begun',
    ),
    ...refusals,
  },
})
const show = createRoute({
  method: 'get',
  path: '/teams/{team}/environment',
  summary: 'Show the environment of a team',
  description:
    'Needs members.read too. Keys are named to whoever may see them; what the team has configured, and what it lacks, is told to who has config.read.',
  ...permission('team.read'),
  request: { params },
  responses: { 200: json(environment, 'the environment'), ...refusals },
})
const create = createRoute({
  method: 'post',
  path: '/teams/{team}/environment',
  summary: 'Make a team and configure it',
  description: 'The address holds the short name that it gets. What it requires and has a schema for is made, as jobs.',
  ...permission('team.create'),
  request: { params: newTeam, ...bodyOf(newEnvironment) },
  responses: { 201: json(environment, 'the environment'), ...refusals },
})

export function teamConfigRoutes(services: ManagementServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(readConfig, async (c) => c.json(await readTeamConfig(services, callOf(c), c.req.valid('param').team), 200))
    .openapi(writeConfig, async (c) => {
      const asked = { ...c.req.valid('param'), config: c.req.valid('json') }
      const { started, refused, ...written } = await configureTeam(services, callOf(c), asked)
      return c.json({ ...written, started: [...started], refused: [...refused] }, 200)
    })
    .openapi(show, async (c) =>
      c.json(shown(await readEnvironment(services, callOf(c), c.req.valid('param').team)), 200),
    )
    .openapi(create, async (c) => {
      const asked = { slug: c.req.valid('param').team, ...c.req.valid('json') }
      return c.json(shown(await createEnvironment(services, callOf(c), asked)), 201)
    })
}

/** Hono's types take no readonly arrays. */
function shown({ accessControls, requirements, ...rest }: TeamEnvironment): z.infer<typeof environment> {
  return {
    ...rest,
    accessControls: accessControls.map(({ scopes, ...one }) => (scopes ? { ...one, scopes: [...scopes] } : one)),
    requirements: requirements && [...requirements],
  }
}
