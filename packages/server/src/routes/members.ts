import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { AuthServices } from '../services/call.ts'
import { changeMember, removeMember } from '../services/members/change-member.ts'
import { inviteMember } from '../services/members/invite-member.ts'
import { listMembers } from '../services/members/list-members.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { emailField, idField, nameField, roleField } from './fields.ts'
import { linkAnswer, linkSchema } from './link-answer.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET    /teams/{team}/members          who is in it, and who is invited
// POST   /teams/{team}/members          a link by which somebody becomes a member
// PATCH  /teams/{team}/members/{user}   another role
// DELETE /teams/{team}/members/{user}   out, with their next request

const member = z
  .object({
    user: z.string(),
    email: z.string(),
    name: z.string(),
    role: roleField,
    status: z.enum(['active', 'disabled', 'invited']),
    since: z.string(),
  })
  .openapi('Member')
const ofTeam = z.object({ team: idField })
const ofMember = ofTeam.extend({ user: idField })

const list = createRoute({
  method: 'get',
  path: '/teams/{team}/members',
  summary: 'List the members of a team',
  ...permission('members.read'),
  request: { params: ofTeam, query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ members: z.array(member), next: nextField }), 'members by name, then who is invited'),
    ...refusals,
  },
})
const invite = createRoute({
  method: 'post',
  path: '/teams/{team}/members',
  summary: 'Invite somebody into a team',
  ...permission('members.change'),
  request: {
    params: ofTeam,
    ...bodyOf(z.strictObject({ email: emailField, name: nameField.optional(), role: roleField })),
  },
  responses: { 201: json(z.object({ user: z.string(), link: linkSchema }), 'a link for them'), ...refusals },
})
const change = createRoute({
  method: 'patch',
  path: '/teams/{team}/members/{user}',
  summary: 'Give a member another role',
  ...permission('members.change'),
  request: { params: ofMember, ...bodyOf(z.strictObject({ role: roleField })) },
  responses: { 204: { description: 'it is so' }, ...refusals },
})
const remove = createRoute({
  method: 'delete',
  path: '/teams/{team}/members/{user}',
  summary: 'Take somebody out of a team, or back an invitation',
  ...permission('members.change'),
  request: { params: ofMember },
  responses: { 204: { description: 'they are out' }, ...refusals },
})

export function memberRoutes(services: AuthServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) =>
      c.json(await listMembers(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
    .openapi(invite, async (c) => {
      const { user, link } = await inviteMember(services, callOf(c), c.req.valid('param').team, c.req.valid('json'))
      return c.json({ user, link: linkAnswer(link) }, 201)
    })
    .openapi(change, async (c) => {
      await changeMember(services, callOf(c), c.req.valid('param'), c.req.valid('json').role)
      return c.body(null, 204)
    })
    .openapi(remove, async (c) => {
      await removeMember(services, callOf(c), c.req.valid('param'))
      return c.body(null, 204)
    })
}
