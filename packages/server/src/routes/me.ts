import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { AuthServices } from '../services/call.ts'
import { readMe } from '../services/users/read-me.ts'
import { updateMe } from '../services/users/update-me.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { nameField, passwordField, roleField } from './fields.ts'
import { permission, refusals } from './permission.ts'

// GET   /me    who the server takes the caller for
// PATCH /me    a name, a password

const team = z.object({ id: z.string(), slug: z.string(), name: z.string() })
const me = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('user'),
      id: z.string(),
      email: z.string(),
      name: z.string(),
      isSystemAdmin: z.boolean(),
      teams: z.array(team.extend({ role: roleField })),
    }),
    z.object({ kind: z.literal('key'), id: z.string(), name: z.string(), team, scopes: z.array(z.string()) }),
  ])
  .openapi('Me')

const read = createRoute({
  method: 'get',
  path: '/me',
  summary: 'Say who is asking',
  ...permission('someone'),
  responses: { 200: json(me, 'the user, or the key'), ...refusals },
})
const update = createRoute({
  method: 'patch',
  path: '/me',
  summary: 'Change one’s own name or password',
  description: 'A new password ends every other session.',
  ...permission('someone'),
  request: bodyOf(
    z.strictObject({
      name: nameField.optional(),
      password: z.strictObject({ current: passwordField.optional(), next: passwordField }).optional(),
    }),
  ),
  responses: { 204: { description: 'it is so' }, ...refusals },
})

export function meRoutes(services: AuthServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(read, async (c) => c.json(await readMe(services, callOf(c)), 200))
    .openapi(update, async (c) => {
      await updateMe(services, callOf(c), c.req.valid('json'))
      return c.body(null, 204)
    })
}
