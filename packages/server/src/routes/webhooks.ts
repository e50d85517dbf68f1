import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { eventTypes } from '../events/event-types.ts'
import { createWebhook } from '../services/webhooks/create-webhook.ts'
import { listDeliveries } from '../services/webhooks/list-deliveries.ts'
import { listWebhooks } from '../services/webhooks/list-webhooks.ts'
import type { ReceiverRules } from '../services/webhooks/receiver-url.ts'
import { redeliver } from '../services/webhooks/redeliver.ts'
import { removeWebhook } from '../services/webhooks/remove-webhook.ts'
import { testWebhook } from '../services/webhooks/test-webhook.ts'
import { updateWebhook } from '../services/webhooks/update-webhook.ts'
import type { Webhook, WebhookServices } from '../services/webhooks/webhook.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { idField } from './fields.ts'
import { cursorField, limitField, nextField, nextPositionField, positionField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET    /teams/{team}/webhooks                                             those of a team, without their secrets
// POST   /teams/{team}/webhooks                                             one more: its secret is shown this once
// PATCH  /teams/{team}/webhooks/{webhook}                                   what it hears, and whether
// DELETE /teams/{team}/webhooks/{webhook}                                   with what was not delivered yet
// POST   /teams/{team}/webhooks/{webhook}/test                              an event to try it with
// GET    /teams/{team}/webhooks/{webhook}/deliveries                        what was delivered, and what was not
// POST   /teams/{team}/webhooks/{webhook}/deliveries/{delivery}/redeliver   once more

const type = z.enum(eventTypes)
const types = z.array(type).max(eventTypes.length).openapi({ description: 'all where it is empty' })
const webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    types,
    active: z.boolean(),
    createdAt: z.string(),
    createdBy: z.string(),
  })
  .openapi('Webhook')
const made = webhook.extend({
  secret: z.string().openapi({ description: 'whsec_…: what deliveries are signed with; it is shown this once' }),
})
const status = z.enum(['pending', 'delivered', 'failed'])
const delivery = z
  .object({
    id: z.string(),
    event: z.object({ position: z.number().int(), id: z.string(), type: z.string() }),
    status,
    attempts: z.number().int(),
    nextAt: z.string().nullable(),
    responseStatus: z.number().int().nullable(),
    error: z.string().nullable(),
  })
  .openapi('Delivery')
const ofTeam = z.object({ team: idField })
const one = z.object({ team: idField, webhook: idField })
const path = '/teams/{team}/webhooks'

const list = createRoute({
  method: 'get',
  path,
  summary: 'List the webhooks of a team',
  ...permission('webhooks.read'),
  request: { params: ofTeam, query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ webhooks: z.array(webhook), next: nextField }), 'webhooks, the oldest first'),
    ...refusals,
  },
})
const create = createRoute({
  method: 'post',
  path,
  summary: 'Have events of a team delivered',
  description:
    'Each delivery has the header understudy-signature: t=<seconds>,v1=<hex>, an HMAC-SHA256 under the secret of the seconds, a dot, and the body. What is not answered with 2xx is tried again for about a day. The same delivery may come twice: understudy-delivery names it.',
  ...permission('webhooks.change'),
  request: {
    params: ofTeam,
    ...bodyOf(z.strictObject({ url: z.string().min(1).max(2000), types: types.default([]) })),
  },
  responses: { 201: json(made, 'the webhook'), ...refusals },
})
const update = createRoute({
  method: 'patch',
  path: `${path}/{webhook}`,
  summary: 'Change what a webhook hears',
  ...permission('webhooks.change'),
  request: { params: one, ...bodyOf(z.strictObject({ active: z.boolean().optional(), types: types.optional() })) },
  responses: { 200: json(webhook, 'the webhook'), ...refusals },
})
const remove = createRoute({
  method: 'delete',
  path: `${path}/{webhook}`,
  summary: 'Remove a webhook',
  ...permission('webhooks.change'),
  request: { params: one },
  responses: { 204: { description: 'nothing is delivered to it any more' }, ...refusals },
})
const tried = createRoute({
  method: 'post',
  path: `${path}/{webhook}/test`,
  summary: 'Send an event to try a webhook with',
  ...permission('webhooks.change'),
  request: { params: one },
  responses: { 202: { description: 'it is being delivered' }, ...refusals },
})
const deliveries = createRoute({
  method: 'get',
  path: `${path}/{webhook}/deliveries`,
  summary: 'List what was delivered to a webhook, and what was not',
  ...permission('webhooks.read'),
  request: { params: one, query: z.object({ cursor: positionField, limit: limitField, status: status.optional() }) },
  responses: {
    200: json(
      z.object({ deliveries: z.array(delivery), next: nextPositionField }),
      'deliveries, those of the newest event first',
    ),
    ...refusals,
  },
})
const again = createRoute({
  method: 'post',
  path: `${path}/{webhook}/deliveries/{delivery}/redeliver`,
  summary: 'Deliver once more',
  ...permission('webhooks.change'),
  request: { params: one.extend({ delivery: idField }) },
  responses: { 202: { description: 'it is being delivered' }, ...refusals },
})

export function webhookRoutes(services: WebhookServices & { readonly receivers: ReceiverRules }) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const query = { ...c.req.valid('param'), ...c.req.valid('query') }
      const { webhooks, next } = await listWebhooks(services, callOf(c), query)
      return c.json({ webhooks: webhooks.map(shown), next }, 200)
    })
    .openapi(create, async (c) => {
      const { secret, ...rest } = await createWebhook(
        services,
        callOf(c),
        c.req.valid('param').team,
        c.req.valid('json'),
      )
      return c.json({ ...shown(rest), secret }, 201)
    })
    .openapi(update, async (c) =>
      c.json(shown(await updateWebhook(services, callOf(c), c.req.valid('param'), c.req.valid('json'))), 200),
    )
    .openapi(remove, async (c) => {
      await removeWebhook(services, callOf(c), c.req.valid('param'))
      return c.body(null, 204)
    })
    .openapi(tried, async (c) => {
      await testWebhook(services, callOf(c), c.req.valid('param'))
      return c.body(null, 202)
    })
    .openapi(deliveries, async (c) => {
      const { cursor: before, limit, status } = c.req.valid('query')
      const found = await listDeliveries(services, callOf(c), { ...c.req.valid('param'), before, limit, status })
      return c.json({ deliveries: [...found.deliveries], next: found.next }, 200)
    })
    .openapi(again, async (c) => {
      await redeliver(services, callOf(c), c.req.valid('param'))
      return c.body(null, 202)
    })
}

function shown({ types, ...rest }: Webhook): z.infer<typeof webhook> {
  return { ...rest, types: [...types] }
}
