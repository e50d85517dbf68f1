import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { AuthServices } from '../services/call.ts'
import { createKey } from '../services/keys/create-key.ts'
import { listKeys } from '../services/keys/list-keys.ts'
import { revokeKey } from '../services/keys/revoke-key.ts'
import { rotateKey } from '../services/keys/rotate-key.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { idField, nameField, scopeField } from './fields.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET    /keys?team=         keys of a team, without their secrets
// POST   /keys               one more: its text is shown this once
// POST   /keys/{key}/rotate  a second one with the same name and scopes; the first ends after an overlap
// DELETE /keys/{key}         gone with the next request

const key = z
  .object({
    id: z.string(),
    team: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    createdBy: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
    usedAt: z.string().nullable().openapi({ description: 'to the minute' }),
    revokedAt: z.string().nullable(),
  })
  .openapi('Key')
const made = z.object({ key, text: z.string().openapi({ description: 'ptd_…: it is shown this once' }) })
const params = z.object({ key: idField })
const days = z.number().int().min(1).max(366).openapi({ description: 'after which it ends' })

const list = createRoute({
  method: 'get',
  path: '/keys',
  summary: 'List the keys of a team',
  ...permission('keys.read'),
  request: { query: z.object({ team: idField, cursor: cursorField, limit: limitField }) },
  responses: { 200: json(z.object({ keys: z.array(key), next: nextField }), 'keys, the newest first'), ...refusals },
})
const create = createRoute({
  method: 'post',
  path: '/keys',
  summary: 'Make a key of a team',
  ...permission('keys.change'),
  request: bodyOf(
    z.strictObject({
      team: idField,
      name: nameField,
      scopes: z.array(scopeField).min(1).max(50),
      days: days.default(90),
    }),
  ),
  responses: { 201: json(made, 'the key'), ...refusals },
})
const rotate = createRoute({
  method: 'post',
  path: '/keys/{key}/rotate',
  summary: 'Replace a key',
  ...permission('keys.change'),
  request: {
    params,
    ...bodyOf(z.strictObject({ days: days.default(90), overlapHours: z.number().min(0).max(720).default(24) })),
  },
  responses: { 201: json(made, 'the next key'), ...refusals },
})
const revoke = createRoute({
  method: 'delete',
  path: '/keys/{key}',
  summary: 'Revoke a key',
  ...permission('keys.change'),
  request: { params },
  responses: { 204: { description: 'it opens nothing from now on' }, ...refusals },
})

export function keyRoutes(services: AuthServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => c.json(await listKeys(services, callOf(c), c.req.valid('query')), 200))
    .openapi(create, async (c) => {
      const { team, ...input } = c.req.valid('json')
      return c.json(await createKey(services, callOf(c), team, input), 201)
    })
    .openapi(rotate, async (c) =>
      c.json(await rotateKey(services, callOf(c), c.req.valid('param').key, c.req.valid('json')), 201),
    )
    .openapi(revoke, async (c) => {
      await revokeKey(services, callOf(c), c.req.valid('param').key)
      return c.body(null, 204)
    })
}
