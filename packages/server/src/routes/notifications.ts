import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { MailRules } from '../events/mail/smtp-rules.ts'
import { removeNotice, testNotice, updateNotice } from '../services/notifications/change-notice.ts'
import { createNotice } from '../services/notifications/create-notice.ts'
import { listMails } from '../services/notifications/list-mails.ts'
import { listNotices } from '../services/notifications/list-notices.ts'
import { type Notice, type NoticeServices, toldTypes } from '../services/notifications/notice.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { emailField, idField } from './fields.ts'
import { cursorField, limitField, nextField, nextPositionField, positionField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { writable } from './writable.ts'

// GET    /teams/{team}/notifications                           who is told of what, by e-mail
// POST   /teams/{team}/notifications                           one more address
// PATCH  /teams/{team}/notifications/{notification}            what it is told of, and whether
// DELETE /teams/{team}/notifications/{notification}            with what was not sent yet
// POST   /teams/{team}/notifications/{notification}/test       a message to try it with
// GET    /teams/{team}/notifications/{notification}/messages   what was sent, and what was not

const tells = z
  .array(
    z.strictObject({
      schedule: idField
        .nullable()
        .default(null)
        .openapi({ description: 'of this schedule alone; null is of the team' }),
      types: z.array(z.enum(toldTypes)).min(1).max(toldTypes.length),
    }),
  )
  .min(1)
  .max(50)
const notification = z
  .object({
    id: z.string(),
    address: z.string(),
    tells: z.array(z.object({ schedule: z.string().nullable(), types: z.array(z.enum(toldTypes)) })),
    active: z.boolean(),
    createdAt: z.string(),
    createdBy: z.string(),
  })
  .openapi('Notification')
const status = z.enum(['pending', 'sent', 'failed'])
const message = z
  .object({
    id: z.string(),
    event: z.object({ position: z.number().int(), type: z.string(), subject: z.string(), at: z.string() }),
    status,
    attempts: z.number().int(),
    nextAt: z.string().nullable(),
    responseCode: z.number().int().nullable().openapi({ description: 'what the mail server answered last' }),
    error: z.string().nullable(),
  })
  .openapi('NotificationMessage')
const ofTeam = z.object({ team: idField })
const one = z.object({ team: idField, notification: idField })
const path = '/teams/{team}/notifications'

const list = createRoute({
  method: 'get',
  path,
  summary: 'List who is told of what',
  ...permission('notifications.read'),
  request: { params: ofTeam, query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ notifications: z.array(notification), next: nextField }), 'addresses, the oldest first'),
    ...refusals,
  },
})
const create = createRoute({
  method: 'post',
  path,
  summary: 'Have somebody told by e-mail',
  description:
    'Of what happens from now on, of the whole team or of one schedule. One event is told of to an address once, in one message with one Message-ID; what the mail server does not take is tried again for about a day.',
  ...permission('notifications.change'),
  request: { params: ofTeam, ...bodyOf(z.strictObject({ address: emailField, tells })) },
  responses: { 201: json(notification, 'the address, and what it is told of'), ...refusals },
})
const update = createRoute({
  method: 'patch',
  path: `${path}/{notification}`,
  summary: 'Change what somebody is told of',
  ...permission('notifications.change'),
  request: { params: one, ...bodyOf(z.strictObject({ active: z.boolean().optional(), tells: tells.optional() })) },
  responses: { 200: json(notification, 'the address, and what it is told of'), ...refusals },
})
const remove = createRoute({
  method: 'delete',
  path: `${path}/{notification}`,
  summary: 'Tell somebody no longer',
  ...permission('notifications.change'),
  request: { params: one },
  responses: { 204: { description: 'nothing is sent to it any more' }, ...refusals },
})
const tried = createRoute({
  method: 'post',
  path: `${path}/{notification}/test`,
  summary: 'Send a message to try an address with',
  ...permission('notifications.change'),
  request: { params: one },
  responses: { 202: { description: 'it is being sent' }, ...refusals },
})
const messages = createRoute({
  method: 'get',
  path: `${path}/{notification}/messages`,
  summary: 'List what was sent to an address, and what was not',
  ...permission('notifications.read'),
  request: { params: one, query: z.object({ cursor: positionField, limit: limitField, status: status.optional() }) },
  responses: {
    200: json(
      z.object({ messages: z.array(message), next: nextPositionField }),
      'messages, those of the newest event first',
    ),
    ...refusals,
  },
})

export function notificationRoutes(services: NoticeServices & { readonly mail: MailRules | undefined }) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const query = { ...c.req.valid('param'), ...c.req.valid('query') }
      const { notices, next } = await listNotices(services, callOf(c), query)
      return c.json({ notifications: notices.map(shown), next }, 200)
    })
    .openapi(create, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(shown(await createNotice(services, callOf(c), asked)), 201)
    })
    .openapi(update, async (c) =>
      c.json(shown(await updateNotice(services, callOf(c), c.req.valid('param'), c.req.valid('json'))), 200),
    )
    .openapi(remove, async (c) => {
      await removeNotice(services, callOf(c), c.req.valid('param'))
      return c.body(null, 204)
    })
    .openapi(tried, async (c) => {
      await testNotice(services, callOf(c), c.req.valid('param'))
      return c.body(null, 202)
    })
    .openapi(messages, async (c) => {
      const { cursor: before, limit, status } = c.req.valid('query')
      const found = await listMails(services, callOf(c), { ...c.req.valid('param'), before, limit, status })
      return c.json(writable(found), 200)
    })
}

/** Hono's types take no readonly arrays. */
function shown(notice: Notice): z.infer<typeof notification> {
  return writable(notice)
}
