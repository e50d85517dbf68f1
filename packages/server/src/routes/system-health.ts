import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Services } from '../services/call.ts'
import { readSystemHealth } from '../services/instances/read-system-health.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { json, validationHook } from './contract.ts'
import { permission, refusals } from './permission.ts'

// GET /system/health   what is at work, what waits, how much is kept

const count = z.number().int()
const health = z
  .object({
    at: z.string(),
    instances: z.array(
      z.object({
        id: z.string(),
        version: z.string(),
        schema: count.openapi({ description: 'of the store, as this process knows it' }),
        role: z.enum(['all', 'api', 'worker']),
        host: z.string(),
        process: count,
        startedAt: z.string(),
        seenAt: z.string(),
      }),
    ),
    queue: z.object({
      waiting: count.openapi({ description: 'parts of jobs that nobody works on' }),
      taken: count,
    }),
    storage: z.object({
      teams: count,
      datasets: count.openapi({ description: 'that have a version' }),
      versions: count,
      bytes: count.openapi({ description: 'of all versions that are kept' }),
    }),
  })
  .openapi('SystemHealth')

const read = createRoute({
  method: 'get',
  path: '/system/health',
  summary: 'Show what is at work, what waits for it, and how much is kept',
  ...permission('system.operate'),
  responses: { 200: json(health, 'processes, the oldest first, and figures'), ...refusals },
})

export function systemHealthRoutes(services: Pick<Services, 'store' | 'clock'> & Pick<JobServices, 'queue'>) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook }).openapi(read, async (c) => {
    const { at, instances, queue, storage } = await readSystemHealth(services, callOf(c))
    const shown = instances.map(({ started_at: startedAt, seen_at: seenAt, ended_at: _, ...rest }) => ({
      ...rest,
      startedAt,
      seenAt,
    }))
    return c.json({ at: at.toISOString(), instances: shown, queue: { ...queue }, storage: { ...storage } }, 200)
  })
}
