import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { AuthServices } from '../services/call.ts'
import { createUser } from '../services/users/create-user.ts'
import { listUsers } from '../services/users/list-users.ts'
import { makeUserLink } from '../services/users/make-user-link.ts'
import { updateUser } from '../services/users/update-user.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { emailField, idField, nameField } from './fields.ts'
import { linkAnswer, linkSchema } from './link-answer.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET   /users               all of the system, a page at a time
// POST  /users               one more, who gets a link to choose a password by
// PATCH /users/{user}        name, address, whether they administer the system, whether they may come in
// POST  /users/{user}/link   a link to choose another password by

const user = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    isSystemAdmin: z.boolean(),
    status: z.enum(['active', 'disabled']),
    hasPassword: z.boolean(),
    createdAt: z.string(),
  })
  .openapi('User')
const params = z.object({ user: idField })

const list = createRoute({
  method: 'get',
  path: '/users',
  summary: 'List the users of the system',
  ...permission('users.read'),
  request: {
    query: z.object({ cursor: cursorField, limit: limitField }),
  },
  responses: { 200: json(z.object({ users: z.array(user), next: nextField }), 'a page'), ...refusals },
})
const create = createRoute({
  method: 'post',
  path: '/users',
  summary: 'Make a user',
  ...permission('users.change'),
  request: bodyOf(z.strictObject({ email: emailField, name: nameField, isSystemAdmin: z.boolean().default(false) })),
  responses: { 201: json(z.object({ user, link: linkSchema }), 'the user, and a link for them'), ...refusals },
})
const update = createRoute({
  method: 'patch',
  path: '/users/{user}',
  summary: 'Change a user',
  description: 'Whoever is disabled is out with their next request.',
  ...permission('users.change'),
  request: {
    params,
    ...bodyOf(
      z.strictObject({
        email: emailField.optional(),
        name: nameField.optional(),
        isSystemAdmin: z.boolean().optional(),
        status: z.enum(['active', 'disabled']).optional(),
      }),
    ),
  },
  responses: { 200: json(user, 'the user'), ...refusals },
})
const link = createRoute({
  method: 'post',
  path: '/users/{user}/link',
  summary: 'Make a link by which a user chooses another password',
  ...permission('users.change'),
  request: { params },
  responses: { 201: json(linkSchema, 'the link'), ...refusals },
})

export function userRoutes(services: AuthServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => c.json(await listUsers(services, callOf(c), c.req.valid('query')), 200))
    .openapi(create, async (c) => {
      const made = await createUser(services, callOf(c), c.req.valid('json'))
      return c.json({ user: made.user, link: linkAnswer(made.link) }, 201)
    })
    .openapi(update, async (c) =>
      c.json(await updateUser(services, callOf(c), c.req.valid('param').user, c.req.valid('json')), 200),
    )
    .openapi(link, async (c) =>
      c.json(linkAnswer(await makeUserLink(services, callOf(c), c.req.valid('param').user)), 201),
    )
}
