import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { kinds, validateSchema } from '@understudy/sdk'
import { bodyOf, failures, json, validationHook } from './contract.ts'
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
  responses: { 200: json(z.array(kind), 'all kinds, in the order of docs/kinds.md'), 500: failures[500] },
})

const validate = createRoute({
  method: 'post',
  path: '/validate',
  summary: 'Say all that is wrong with a schema',
  request: bodyOf(z.object({ schema: schemaInput })),
  responses: { 200: json(z.object({ valid: z.boolean(), problems: z.array(problem) }), 'all problems'), ...failures },
})

export const schemaRoutes = new OpenAPIHono({ defaultHook: validationHook })
  .openapi(listKinds, (c) => {
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
    const { valid, problems } = validateSchema(c.req.valid('json').schema)
    return c.json({ valid, problems: [...problems] }, 200)
  })
