import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Services } from '../services/call.ts'
import { changeIncident } from '../services/quality/incidents/change-incident.ts'
import { listIncidents } from '../services/quality/incidents/list-incidents.ts'
import { readIncident } from '../services/quality/incidents/read-incident.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { teamParams } from './dataset-schemas.ts'
import { idField, nameField } from './fields.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { incident, incidentRead } from './quality-schemas.ts'
import { writable } from './writable.ts'

// GET  /teams/{team}/quality/incidents                          the newest first
// GET  /teams/{team}/quality/incidents/{incident}               one, with its note
// POST /teams/{team}/quality/incidents/{incident}/acknowledge   somebody sees to it
// POST /teams/{team}/quality/incidents/{incident}/snooze        nobody wants to hear of it for a while
// POST /teams/{team}/quality/incidents/{incident}/resolve       it is over

const params = z.object({ team: idField, incident: idField })
const note = z
  .string()
  .max(2000)
  .optional()
  .openapi({ description: 'kept sealed, as the rows are that it may be about' })

const list = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/incidents',
  summary: 'List incidents',
  ...permission('quality.read'),
  request: {
    params: teamParams,
    query: z.object({
      dataset: nameField.optional(),
      status: z.enum(['open', 'acknowledged', 'snoozed', 'resolved', 'unresolved', 'any']).default('unresolved'),
      cursor: cursorField,
      limit: limitField,
    }),
  },
  responses: {
    200: json(z.object({ incidents: z.array(incident), next: nextField }), 'incidents, the newest first'),
    ...refusals,
  },
})
const read = createRoute({
  method: 'get',
  path: '/teams/{team}/quality/incidents/{incident}',
  summary: 'Show an incident',
  ...permission('quality.read'),
  request: { params },
  responses: { 200: json(incidentRead, 'the incident'), ...refusals },
})

const changed = { 200: json(incidentRead, 'the incident as it is now'), ...refusals }
const acknowledge = createRoute({
  method: 'post',
  path: '/teams/{team}/quality/incidents/{incident}/acknowledge',
  summary: 'Acknowledge an incident',
  ...permission('incidents.change'),
  request: {
    params,
    ...bodyOf(
      z.strictObject({
        owner: idField.optional().openapi({ description: 'a member of the team; the caller where left out' }),
        note,
      }),
    ),
  },
  responses: changed,
})
const snooze = createRoute({
  method: 'post',
  path: '/teams/{team}/quality/incidents/{incident}/snooze',
  summary: 'Snooze an incident',
  description: 'It is open again by itself when the time is over, unless it is resolved until then.',
  ...permission('incidents.change'),
  request: { params, ...bodyOf(z.strictObject({ until: z.iso.datetime(), note })) },
  responses: changed,
})
const resolve = createRoute({
  method: 'post',
  path: '/teams/{team}/quality/incidents/{incident}/resolve',
  summary: 'Resolve an incident',
  description: 'Where its cause comes again, there is another one. A check that finds the cause gone resolves it, too.',
  ...permission('incidents.change'),
  request: { params, ...bodyOf(z.strictObject({ note })) },
  responses: changed,
})

export function incidentRoutes(services: Services) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const { cursor: before, ...query } = c.req.valid('query')
      const asked = { ...c.req.valid('param'), ...query, before }
      return c.json(writable(await listIncidents(services, callOf(c), asked)), 200)
    })
    .openapi(read, async (c) => c.json(await readIncident(services, callOf(c), c.req.valid('param')), 200))
    .openapi(acknowledge, async (c) => {
      const { note, owner } = c.req.valid('json')
      const asked = { ...c.req.valid('param'), note, step: { to: 'acknowledged', owner } as const }
      return c.json(await changeIncident(services, callOf(c), asked), 200)
    })
    .openapi(snooze, async (c) => {
      const { note, until } = c.req.valid('json')
      const asked = { ...c.req.valid('param'), note, step: { to: 'snoozed', until } as const }
      return c.json(await changeIncident(services, callOf(c), asked), 200)
    })
    .openapi(resolve, async (c) => {
      const { note } = c.req.valid('json')
      const asked = { ...c.req.valid('param'), note, step: { to: 'resolved' } as const }
      return c.json(await changeIncident(services, callOf(c), asked), 200)
    })
}
