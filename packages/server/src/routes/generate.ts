import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { generateData } from '@understudy/sdk'
import { limits, pacer } from '../limits.ts'
import { encodedRows } from '../services/generation/encoded-rows.ts'
import { bodyOf, failures, json, validationHook } from './contract.ts'
import { disposition } from './disposition.ts'
import { previewOf } from './preview.ts'
import { encodedRequest, rowsRequest } from './request.ts'
import { streamOf } from './stream.ts'

// POST /plan       what would be generated: entities in order, their columns and counts
// POST /preview    any rows of it, as JSON
// POST /generate   all of it in a format, streamed

const entity = z.object({ name: z.string(), rows: z.number().int(), columns: z.array(z.string()) })
const plan = z.object({
  seed: z.union([z.string(), z.number()]),
  rows: z.number().int().openapi({ description: 'rows of all entities together' }),
  notes: z.array(z.string()),
  entities: z.array(entity),
})
const page = z.object({
  entity: z.string(),
  first: z.number().int(),
  types: z.array(z.string()).openapi({ description: 'what each column holds; empty where the page has no rows' }),
  rows: z.array(z.array(z.unknown())).openapi({ description: 'values in the order of the columns' }),
})

const planRoute = createRoute({
  method: 'post',
  path: '/plan',
  summary: 'Say what would be generated',
  request: bodyOf(z.object(rowsRequest)),
  responses: { 200: json(plan, 'entities in the order in which they are made'), ...failures },
})

const preview = createRoute({
  method: 'post',
  path: '/preview',
  summary: 'Show some rows of what would be generated',
  description:
    'The rows are those that /generate makes of the same request, wherever they lie: no row before them has to be made.',
  request: bodyOf(
    z.object({
      ...rowsRequest,
      entity: z.string().optional().openapi({ description: 'Of this entity alone.' }),
      first: z.number().int().min(0).default(0).openapi({ description: 'The first row to show, counted from 0.' }),
      limit: z.number().int().min(1).max(limits.previewRows).default(20),
    }),
  ),
  responses: {
    200: json(plan.extend({ pages: z.array(page) }), 'the plan, and a page of rows of each entity'),
    ...failures,
  },
})

const generate = createRoute({
  method: 'post',
  path: '/generate',
  summary: 'Generate rows in a format',
  description:
    'The answer is streamed while rows are made, and making stops when the connection is closed. An answer that breaks off, without the end that HTTP gives to a whole one, is not to be used.',
  request: bodyOf(z.object(encodedRequest)),
  responses: {
    200: { description: 'the rows', content: { 'application/octet-stream': { schema: z.string() } } },
    ...failures,
  },
})

/** `clock` counts milliseconds. */
export function generateRoutes(clock: () => number) {
  return new OpenAPIHono({ defaultHook: validationHook })
    .openapi(planRoute, (c) => c.json(planOf(generateData(c.req.valid('json').schema, c.req.valid('json'))), 200))
    .openapi(preview, async (c) => {
      const { schema, entity, first, limit, ...options } = c.req.valid('json')
      const generated = generateData(schema, options)
      const pages = await previewOf(generated.plan, { entity, first, limit }, pacer(limits.previewSeconds, clock))
      return c.json({ ...planOf(generated), pages }, 200)
    })
    .openapi(generate, async (c) => {
      const stop = new AbortController()
      const { pieces, file, mediaType } = encodedRows(c.req.valid('json'), stop.signal)
      c.header('content-type', mediaType)
      c.header('content-disposition', disposition(file))
      return c.body(await streamOf(pieces, pacer(limits.generateSeconds, clock), stop), 200)
    })
}

type Generated = ReturnType<typeof generateData>

function planOf({ plan: { seed, rows, notes, entities } }: Pick<Generated, 'plan'>): z.infer<typeof plan> {
  return {
    seed,
    rows,
    notes: [...notes],
    entities: entities.map(({ entity, rows, columns }) => ({ name: entity.name, rows, columns: [...columns] })),
  }
}
