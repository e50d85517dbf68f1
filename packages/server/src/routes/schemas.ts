import { createRequire } from 'node:module'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { describeKind, type KindDescription, kinds, validateSchema } from '@understudy/sdk'
import { refuseNobody } from '../auth/authorize.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { permission, refusals } from './permission.ts'
import { schemaInput } from './request.ts'

// GET  /kinds         the kinds of values that a schema may name
// GET  /schema/form   the JSON Schema of a schema
// POST /validate      every problem of a schema at once

const kind = z.object({
  name: z.string(),
  group: z.string(),
  summary: z.string(),
  type: z.string(),
  capacity: z.number().openapi({ description: 'how many rows a unique field can have; 0 where it cannot be unique' }),
  distributions: z.array(z.string()).openapi({ description: 'those that shape it beside the uniform one' }),
  example: z.string(),
  options: z.array(z.string()),
  optionSchemas: z
    .record(z.string(), z.looseObject({}))
    .openapi({ description: 'what each option takes, as JSON Schema' }),
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

const form = createRoute({
  method: 'get',
  path: '/schema/form',
  summary: 'The JSON Schema of a DataSchema',
  description: 'What editors complete and check a schema by.',
  ...permission('someone'),
  responses: { 200: json(z.looseObject({}), 'a JSON Schema, draft 2020-12'), ...refusals },
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
      return c.json(described(), 200)
    })
    .openapi(form, (c) => {
      refuseNobody(callOf(c).actor)
      return c.json(formOfSchemas(), 200)
    })
    .openapi(validate, (c) => {
      refuseNobody(callOf(c).actor)
      const { valid, problems } = validateSchema(c.req.valid('json').schema)
      return c.json({ valid, problems: [...problems] }, 200)
    })
}

let known: z.infer<typeof kind>[] | undefined

/** Once: each makes a value to show. */
function described(): z.infer<typeof kind>[] {
  known ??= kinds().map(describeKind).map(answerOf)
  return known
}

function answerOf({ distributions, options, ...rest }: KindDescription): z.infer<typeof kind> {
  const optionSchemas = Object.fromEntries(Object.entries(options).map(([name, schema]) => [name, { ...schema }]))
  return { ...rest, distributions: [...distributions], options: Object.keys(options), optionSchemas }
}

/** The file that the package of the engine has beside its code. */
function formOfSchemas(): Record<string, unknown> {
  const read = createRequire(import.meta.url)
  return read('@understudy/sdk/schemas/data-schema.json')
}
