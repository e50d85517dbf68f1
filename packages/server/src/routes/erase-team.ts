import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Services } from '../services/call.ts'
import { eraseTeam } from '../services/teams/erase-team.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { validationHook } from './contract.ts'
import { idField } from './fields.ts'
import { permission, refusals } from './permission.ts'

// DELETE /teams/{team}?confirm=   all of it, for ever

const erase = createRoute({
  method: 'delete',
  path: '/teams/{team}',
  summary: 'Erase a team',
  description:
    'Its keys are destroyed, and all that it has is removed: datasets, jobs, leases, its trail. Nothing brings it back but a backup that has not forgotten it. Safe to repeat.',
  ...permission('team.erase'),
  request: {
    params: z.object({ team: idField }),
    query: z.object({ confirm: idField.openapi({ description: 'the short name of the team, once more' }) }),
  },
  responses: { 204: { description: 'it is gone' }, ...refusals },
})

export function eraseTeamRoutes(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId' | 'sealer' | 'blobs'>,
) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook }).openapi(erase, async (c) => {
    await eraseTeam(services, callOf(c), c.req.valid('param').team, c.req.valid('query').confirm)
    return c.body(null, 204)
  })
}
