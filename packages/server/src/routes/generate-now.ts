import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { limits, pacer } from '../limits.ts'
import type { Services } from '../services/call.ts'
import { generateNow } from '../services/generation/generate-now.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, validationHook } from './contract.ts'
import { disposition } from './disposition.ts'
import { idField } from './fields.ts'
import { permission, refusals } from './permission.ts'
import { encodedRequest } from './request.ts'
import { streamOf } from './stream.ts'

// POST /teams/{team}/generate/rows   rows at once, in a format, kept nowhere

const generate = createRoute({
  method: 'post',
  path: '/teams/{team}/generate/rows',
  summary: 'Generate rows at once',
  description:
    'The answer is streamed while rows are made, and making stops when the connection is closed. An answer that breaks off, without the end that HTTP gives to a whole one, is not to be used.',
  ...permission('jobs.start'),
  request: { params: z.object({ team: idField }), ...bodyOf(z.strictObject(encodedRequest)) },
  responses: {
    200: { description: 'the rows', content: { 'application/octet-stream': { schema: z.string() } } },
    ...refusals,
  },
})

export function generateNowRoutes(services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook }).openapi(generate, async (c) => {
    const stop = new AbortController()
    const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
    const { pieces, file, mediaType } = await generateNow(services, callOf(c), asked, stop.signal)
    c.header('content-type', mediaType)
    c.header('content-disposition', disposition(file))
    const pace = pacer(limits.generateSeconds, () => services.now().getTime())
    return c.body(await streamOf(pieces, pace, stop), 200)
  })
}
