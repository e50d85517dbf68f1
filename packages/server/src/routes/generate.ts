import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { generateData } from '@understudy/sdk'
import { nameOf } from '../auth/actor.ts'
import { refuseNobody } from '../auth/authorize.ts'
import { limits, pacer } from '../limits.ts'
import type { Services } from '../services/call.ts'
import { encodedRows } from '../services/generation/encoded-rows.ts'
import { createLooks } from '../services/generation/looks.ts'
import { noteRows } from '../services/generation/note-rows.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { disposition } from './disposition.ts'
import { permission, refusals } from './permission.ts'
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
  ...permission('someone'),
  request: bodyOf(z.object(rowsRequest)),
  responses: { 200: json(plan, 'entities in the order in which they are made'), ...refusals },
})

const preview = createRoute({
  method: 'post',
  path: '/preview',
  summary: 'Show some rows of what would be generated',
  description:
    'The rows are those that /generate makes of the same request, wherever they lie: no row before them has to be made. The trail tells of the first of what one caller looks at with pauses of less than ten minutes.',
  ...permission('someone'),
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
    ...refusals,
  },
})

const generate = createRoute({
  method: 'post',
  path: '/generate',
  summary: 'Generate rows in a format',
  description:
    'The answer is streamed while rows are made, and making stops when the connection is closed. An answer that breaks off, without the end that HTTP gives to a whole one, is not to be used.',
  ...permission('someone'),
  request: bodyOf(z.object(encodedRequest)),
  responses: {
    200: { description: 'the rows', content: { 'application/octet-stream': { schema: z.string() } } },
    ...refusals,
  },
})

export function generateRoutes(services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>) {
  const clock = () => services.now().getTime()
  const looks = createLooks(clock)
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(planRoute, (c) => {
      refuseNobody(callOf(c).actor)
      return c.json(planOf(generateData(c.req.valid('json').schema, c.req.valid('json'))), 200)
    })
    .openapi(preview, async (c) => {
      const call = callOf(c)
      refuseNobody(call.actor)
      const { schema, entity, first, limit, ...options } = c.req.valid('json')
      const generated = generateData(schema, options)
      const pages = await previewOf(generated.plan, { entity, first, limit }, pacer(limits.previewSeconds, clock))
      const rows = pages.reduce((sum, page) => sum + page.rows.length, 0)
      await looks.at(nameOf(call.actor), () => noteRows(services, call, { action: 'rows.preview', rows }))
      return c.json({ ...planOf(generated), pages }, 200)
    })
    .openapi(generate, async (c) => {
      refuseNobody(callOf(c).actor)
      const stop = new AbortController()
      const { pieces, rows, file, mediaType } = encodedRows(c.req.valid('json'), stop.signal)
      await noteRows(services, callOf(c), { action: 'rows.generate', rows, format: c.req.valid('json').format })
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
