import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatNamed, generateData, kinds, validateSchema } from '@understudy/sdk'
import { stream } from 'hono/streaming'
import { validationHook } from './invalid-request.ts'

// GET  /kinds      the kinds of values that a schema may name
// POST /validate   every problem of a schema at once
// POST /preview    a few rows of each entity, as JSON
// POST /generate   all rows in a format, streamed

/** A preview is looked at, not loaded. */
const PREVIEW_ROWS = 200
const GENERATE_ROWS = 10_000_000

const schema = z.looseObject({}).openapi('DataSchema', { description: 'entities, relationships, constraints and volume' })
const seed = z.union([z.string().min(1), z.number()]).optional()
const problem = z.object({ code: z.string(), path: z.string(), message: z.string(), fix: z.string() })
const json = <T extends z.ZodType>(body: T, description: string) => ({ description, content: { 'application/json': { schema: body } } })
const body = <T extends z.ZodType>(content: T) => ({ body: { required: true, content: { 'application/json': { schema: content } } } })

const listKinds = createRoute({
  method: 'get',
  path: '/kinds',
  responses: { 200: json(z.array(z.object({ name: z.string(), group: z.string(), summary: z.string(), type: z.string() })), 'all kinds') },
})

const validate = createRoute({
  method: 'post',
  path: '/validate',
  request: body(z.object({ schema })),
  responses: { 200: json(z.object({ valid: z.boolean(), problems: z.array(problem) }), 'what is wrong with it, if anything') },
})

const preview = createRoute({
  method: 'post',
  path: '/preview',
  request: body(z.object({ schema, seed, rows: z.number().int().min(1).max(PREVIEW_ROWS).default(20), locale: z.string().optional() })),
  responses: {
    200: json(
      z.object({
        seed: z.union([z.string(), z.number()]),
        entities: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.array(z.array(z.unknown())) })),
      }),
      'the first rows of every entity',
    ),
  },
})

const generate = createRoute({
  method: 'post',
  path: '/generate',
  request: body(
    z.object({
      schema,
      seed,
      rows: z.number().int().min(1).max(GENERATE_ROWS).optional(),
      locale: z.string().optional(),
      format: z.string().default('ndjson'),
      entity: z.string().optional(),
    }),
  ),
  responses: { 200: { description: 'the rows', content: { 'application/octet-stream': { schema: z.string() } } } },
})

export const generateRoutes = new OpenAPIHono({ defaultHook: validationHook })
  .openapi(listKinds, (c) => c.json(kinds().map(({ name, group, summary, type }) => ({ name, group, summary, type })), 200))
  .openapi(validate, (c) => {
    const { valid, problems } = validateSchema(c.req.valid('json').schema)
    return c.json({ valid, problems: [...problems] }, 200)
  })
  .openapi(preview, async (c) => {
    const { schema: document, ...options } = c.req.valid('json')
    const generated = generateData(document, options)
    const rowsByEntity = await generated.collect()
    const entities = generated.plan.entities.map(({ entity, columns }) => ({
      name: entity.name,
      columns: [...columns],
      rows: rowsByEntity[entity.name]!.map((row) => columns.map((column) => printable(row[column]))),
    }))
    return c.json({ seed: generated.plan.seed, entities }, 200)
  })
  .openapi(generate, (c) => {
    const { schema: document, format: name, ...options } = c.req.valid('json')
    const format = formatNamed(name)
    const stop = new AbortController()
    const pieces = generateData(document, { ...options, format: name, signal: stop.signal })
    const file = `${options.entity ?? 'data'}.${format.extension}`.replaceAll(/[^\w.-]/g, '_')
    c.header('content-type', format.mediaType)
    c.header('content-disposition', `attachment; filename="${file}"`)
    return stream(c, async (out) => {
      out.onAbort(() => stop.abort())
      for await (const piece of pieces) await out.write(piece)
    })
  })

/** Values as JSON holds them. */
function printable(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return value ?? null
}
