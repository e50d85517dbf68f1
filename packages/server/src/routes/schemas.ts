import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { kinds, validateSchema } from '@understudy/sdk'
import { refuseNobody } from '../auth/authorize.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { permission, refusals } from './permission.ts'
import { schemaInput } from './request.ts'

// GET  /kinds      the kinds of values that a schema may name
// POST /validate   every problem of a schema at once

const kind = z.object({
  name: z.string(),
  group: z.string(),
  summary: z.string(),
  type: z.string(),
  options: z.array(z.string()),
})
const problem = z.object({
  code: z.string(),
  path: z.string().openapi({ example: 'entities[2].fields[0].nullRate' }),
  message: z.string(),
  fix: z.string(),
})

const listKinds = createRoute({
  method: 'get',
  path: '/kinds',
  summary: 'List the kinds of values that a schema may name',
  ...permission('someone'),
  responses: { 200: json(z.array(kind), 'all kinds, in the order of docs/kinds.md'), ...refusals },
})

const validate = createRoute({
  method: 'post',
  path: '/validate',
  summary: 'Say all that is wrong with a schema',
  ...permission('someone'),
  request: bodyOf(z.object({ schema: schemaInput })),
  responses: { 200: json(z.object({ valid: z.boolean(), problems: z.array(problem) }), 'all problems'), ...refusals },
})

export function schemaRoutes() {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(listKinds, (c) => {
      refuseNobody(callOf(c).actor)
      const all = kinds().map(({ name, group, summary, type, options }) => ({
        name,
        group,
        summary,
        type,
        options: options instanceof z.ZodObject ? Object.keys(options.shape) : [],
      }))
      return c.json(all, 200)
    })
    .openapi(validate, (c) => {
      refuseNobody(callOf(c).actor)
      const { valid, problems } = validateSchema(c.req.valid('json').schema)
      return c.json({ valid, problems: [...problems] }, 200)
    })
}
