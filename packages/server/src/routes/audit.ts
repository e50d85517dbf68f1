import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { readAudit } from '../services/audit/read-audit.ts'
import { verifyAudit } from '../services/audit/verify-audit.ts'
import type { Services } from '../services/call.ts'
import { teamMeant } from '../services/teams/team-meant.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { json, validationHook } from './contract.ts'
import { idField } from './fields.ts'
import { limitField, nextPositionField, positionField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET /audit?team=          who did what in a team, newest first
// GET /audit/verify?team=   whether its trail is whole
// GET /system/audit         the same of what belongs to no team
// GET /system/audit/verify

const entry = z
  .object({
    position: z.number().int(),
    team: z.string().nullable(),
    at: z.string(),
    actor: z.string().openapi({ example: 'key:0199…' }),
    ip: z.string().nullable(),
    requestId: z.string().nullable(),
    action: z.string().openapi({ example: 'dataset.publish' }),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
    beforeDigest: z.string().nullable().openapi({ description: 'keyed: it can be compared, and tells nothing else' }),
    afterDigest: z.string().nullable(),
  })
  .openapi('AuditEntry')
const page = z.object({ entries: z.array(entry), next: nextPositionField })
const verification = z
  .object({
    intact: z.boolean(),
    trail: z.string(),
    entries: z
      .number()
      .int()
      .openapi({ description: 'lines that were read: all of them, or as far as the trail is whole' }),
    checkpoints: z.number().int(),
    witnessed: z.number().int().openapi({ description: 'checkpoints kept outside of the store' }),
    witnessUnreadable: z.number().int(),
    firstBroken: z
      .object({
        position: z.number().int(),
        why: z.enum(['changed', 'missing', 'truncated', 'rewritten', 'checkpoint-forged']),
      })
      .nullable(),
    signedBy: z
      .object({ keyId: z.string(), publicKey: z.string() })
      .openapi({ description: 'the Ed25519 key of checkpoints, as PEM: it checks those that are kept elsewhere' }),
  })
  .openapi('AuditVerification')

const text = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u)
  .optional()
const filters = { cursor: positionField, limit: limitField, actor: text, action: text, subject: text }
const ofTeam = {
  team: idField.optional().openapi({ description: 'may be left out by whoever has to do with one alone' }),
}

const read = createRoute({
  method: 'get',
  path: '/audit',
  summary: 'Read who did what in a team',
  ...permission('audit.read'),
  request: {
    query: z.object({
      ...ofTeam,
      of: z
        .enum(['team', 'access'])
        .default('team')
        .openapi({ description: 'access: members, keys and sign-ins of the team' }),
      ...filters,
    }),
  },
  responses: { 200: json(page, 'entries, the newest first'), ...refusals },
})
const verify = createRoute({
  method: 'get',
  path: '/audit/verify',
  summary: "Say whether a team's trail is whole, and where it is not",
  ...permission('audit.read'),
  request: { query: z.object(ofTeam) },
  responses: { 200: json(verification, 'what was found; a broken trail is no error'), ...refusals },
})
const readSystem = createRoute({
  method: 'get',
  path: '/system/audit',
  summary: 'Read who did what outside of teams',
  ...permission('system.audit'),
  request: { query: z.object(filters) },
  responses: { 200: json(page, 'entries, the newest first'), ...refusals },
})
const verifySystem = createRoute({
  method: 'get',
  path: '/system/audit/verify',
  summary: "Say whether the system's trail is whole, and where it is not",
  ...permission('system.audit'),
  responses: { 200: json(verification, 'what was found; a broken trail is no error'), ...refusals },
})

export function auditRoutes(services: Pick<Services, 'store' | 'trail' | 'witness'>) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(read, async (c) => {
      const { team: named, cursor: before, actor, action, subject, ...query } = c.req.valid('query')
      const team = teamMeant(c.get('actor'), named)
      const { entries, next } = await readAudit(services, callOf(c), { ...query, team, before, actor, action, subject })
      return c.json({ entries: [...entries], next }, 200)
    })
    .openapi(verify, async (c) => {
      const team = teamMeant(c.get('actor'), c.req.valid('query').team)
      return c.json(await verifyAudit(services, callOf(c), team), 200)
    })
    .openapi(readSystem, async (c) => {
      const { cursor: before, limit, actor, action, subject } = c.req.valid('query')
      const query = { team: undefined, of: 'team' as const, before, limit, actor, action, subject }
      const { entries, next } = await readAudit(services, callOf(c), query)
      return c.json({ entries: [...entries], next }, 200)
    })
    .openapi(verifySystem, async (c) => c.json(await verifyAudit(services, callOf(c), undefined), 200))
}
