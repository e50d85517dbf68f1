import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { eventTypes } from '../events/event-types.ts'
import type { Hub } from '../events/hub.ts'
import type { Services } from '../services/call.ts'
import { listEvents } from '../services/events/list-events.ts'
import { openEventStream } from '../services/events/open-event-stream.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { json, validationHook } from './contract.ts'
import { idField, wholeField } from './fields.ts'
import { limitField, nextPositionField, positionField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET /events?team=          what happens in a team, as it happens (server-sent events)
// GET /teams/{team}/events   what happened, newest first

const event = z
  .object({
    position: z.number().int(),
    id: z.string(),
    type: z.enum(eventTypes),
    subject: z.string(),
    data: z.record(z.string(), z.unknown()),
    at: z.string(),
    actor: z.string(),
  })
  .openapi('Event')

const position = wholeField(0, Number.MAX_SAFE_INTEGER)

const stream = createRoute({
  method: 'get',
  path: '/events',
  summary: 'Hear what happens in a team',
  description:
    'Server-sent events: the id of each is its position, which grows by one. A reader that comes back with the header Last-Event-ID misses nothing; where it cannot go on from there, the first event is stream.reset and says from where it does.',
  ...permission('events.read'),
  request: {
    query: z.object({
      team: idField.optional().openapi({ description: 'may be left out by whoever has to do with one alone' }),
      after: position
        .optional()
        .openapi({ description: 'as Last-Event-ID, for a first connection; 0 is the beginning' }),
      types: z
        .string()
        .max(1000)
        .transform((list) => list.split(',').filter((name) => name !== ''))
        .pipe(z.array(z.enum(eventTypes)))
        .optional()
        .openapi({ type: 'string', description: 'only these, with commas between them' }),
      subject: z.string().max(200).optional().openapi({ example: 'job:0199…' }),
    }),
    headers: z.object({ 'last-event-id': position.optional() }),
  },
  responses: {
    200: {
      description: 'events, for as long as both sides stay',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...refusals,
  },
})
const list = createRoute({
  method: 'get',
  path: '/teams/{team}/events',
  summary: 'List what happened in a team',
  ...permission('events.read'),
  request: { params: z.object({ team: idField }), query: z.object({ cursor: positionField, limit: limitField }) },
  responses: {
    200: json(z.object({ events: z.array(event), next: nextPositionField }), 'events, the newest first'),
    ...refusals,
  },
})

export function eventRoutes(services: Pick<Services, 'store' | 'now'> & { readonly hub: Hub }) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(stream, async (c) => {
      const { team, after, types = [], subject } = c.req.valid('query')
      const seen = c.req.valid('header')['last-event-id'] ?? after
      const bytes = await openEventStream(services, callOf(c), { team, after: seen, types, subject })
      // A proxy that gathers an answer before it passes it on would hold events back.
      return c.body(bytes, 200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
    })
    .openapi(list, async (c) => {
      const { cursor, limit } = c.req.valid('query')
      const { events, next } = await listEvents(services, callOf(c), {
        ...c.req.valid('param'),
        before: cursor,
        limit,
      })
      return c.json({ events: [...events], next }, 200)
    })
}
