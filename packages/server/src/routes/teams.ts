import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { AuthServices } from '../services/call.ts'
import { createTeam } from '../services/teams/create-team.ts'
import { listTeams } from '../services/teams/list-teams.ts'
import { teamFor } from '../services/teams/team-for.ts'
import { updateTeam } from '../services/teams/update-team.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { ifMatch } from './entity-tags.ts'
import { idField, nameField, roleField, slugField } from './fields.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET   /teams          those that the caller has to do with
// POST  /teams          one more
// GET   /teams/{team}   one, by its short name or id
// PATCH /teams/{team}   its name, whether it is archived

const team = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(['active', 'archived']),
    accessLevel: roleField.openapi({
      description: 'the most that members and keys do with its data, whatever their roles',
    }),
    createdAt: z.string(),
  })
  .openapi('Team')
const params = z.object({ team: idField })

const list = createRoute({
  method: 'get',
  path: '/teams',
  summary: 'List the teams that the caller has to do with',
  ...permission('someone'),
  request: { query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ teams: z.array(team), next: nextField }), 'teams by their short names'),
    ...refusals,
  },
})
const create = createRoute({
  method: 'post',
  path: '/teams',
  summary: 'Make a team',
  description: 'It has no members; whoever administers the system invites its first administrator.',
  ...permission('team.create'),
  request: bodyOf(z.strictObject({ slug: slugField, name: nameField })),
  responses: { 201: json(team, 'the team'), ...refusals },
})
const read = createRoute({
  method: 'get',
  path: '/teams/{team}',
  summary: 'Show a team',
  ...permission('team.read'),
  request: { params },
  responses: { 200: json(team, 'the team'), ...refusals },
})
const update = createRoute({
  method: 'patch',
  path: '/teams/{team}',
  summary: 'Change a team',
  ...permission('team.update'),
  request: {
    params,
    headers: ifMatch,
    ...bodyOf(
      z.strictObject({
        name: nameField.optional(),
        status: z.enum(['active', 'archived']).optional(),
        accessLevel: roleField.optional().openapi({ description: 'changed by system administrators alone' }),
      }),
    ),
  },
  responses: { 200: json(team, 'the team'), ...refusals },
})

export function teamRoutes(services: AuthServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => c.json(await listTeams(services, callOf(c), c.req.valid('query')), 200))
    .openapi(create, async (c) => c.json(await createTeam(services, callOf(c), c.req.valid('json')), 201))
    .openapi(read, async (c) => c.json(await teamFor(services, callOf(c), 'team.read', c.req.valid('param').team), 200))
    .openapi(update, async (c) =>
      c.json(await updateTeam(services, callOf(c), c.req.valid('param').team, c.req.valid('json')), 200),
    )
}
