import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Services } from '../services/call.ts'
import type { LeaseTaken } from '../services/leases/lease.ts'
import { listLeases } from '../services/leases/list-leases.ts'
import { readLease } from '../services/leases/read-lease.ts'
import { releaseLease } from '../services/leases/release-lease.ts'
import { renewLease } from '../services/leases/renew-lease.ts'
import { takeLease } from '../services/leases/take-lease.ts'
import { answerOfLines } from './body-of-lines.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import {
  datasetParams,
  entityField,
  filterField,
  lease,
  maskedField,
  revealField,
  rows,
  teamParams,
  versionNumber,
} from './dataset-schemas.ts'
import { idField, nameField } from './fields.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// POST   /teams/{team}/datasets/{dataset}/lease  rows for one holder alone, for a while
// GET    /teams/{team}/leases                    those that last
// GET    /teams/{team}/leases/{lease}            one that lasts, with its rows
// POST   /teams/{team}/leases/{lease}/renew      a while longer
// DELETE /teams/{team}/leases/{lease}            given back

const seconds = z.number().int().min(1).max(86_400)
const params = z.object({ team: idField, lease: idField })

const take = createRoute({
  method: 'post',
  path: '/teams/{team}/datasets/{dataset}/lease',
  summary: 'Take rows for oneself, for a while',
  description: 'As many as are asked for, or none. Nobody else gets them until the lease ends or is given back.',
  ...permission('leases.take'),
  request: {
    params: datasetParams,
    ...bodyOf(
      z.strictObject({
        rows: z.number().int().min(1).max(1000).default(1),
        seconds: seconds.default(300),
        holder: nameField.openapi({ example: 'vitest worker 2' }),
        version: versionNumber.optional(),
        entity: entityField.optional(),
        filter: filterField.optional(),
        reveal: z.boolean().default(false).openapi({
          description: 'without masks, which needs rows.reveal and is in the trail',
        }),
      }),
    ),
  },
  responses: { 201: json(lease.extend({ masked: maskedField, rows }), 'the lease, with its rows'), ...refusals },
})
const list = createRoute({
  method: 'get',
  path: '/teams/{team}/leases',
  summary: 'List leases that last',
  ...permission('datasets.read'),
  request: { params: teamParams, query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ leases: z.array(lease), next: nextField }), 'leases, the newest first'),
    ...refusals,
  },
})
const read = createRoute({
  method: 'get',
  path: '/teams/{team}/leases/{lease}',
  summary: 'Show a lease with its rows',
  description: 'To whoever took it, for as long as it lasts.',
  ...permission('leases.take'),
  request: { params, query: z.object({ reveal: revealField }) },
  responses: { 200: json(lease.extend({ masked: maskedField, rows }), 'the lease, with its rows'), ...refusals },
})
const renew = createRoute({
  method: 'post',
  path: '/teams/{team}/leases/{lease}/renew',
  summary: 'Hold a lease for longer',
  ...permission('leases.take'),
  request: { params, ...bodyOf(z.strictObject({ seconds: seconds.default(300) })) },
  responses: { 200: json(lease, 'the lease'), ...refusals },
})
const release = createRoute({
  method: 'delete',
  path: '/teams/{team}/leases/{lease}',
  summary: 'Give a lease back',
  ...permission('leases.take'),
  request: { params },
  responses: { 204: { description: 'its rows are free' }, ...refusals },
})

export function leaseRoutes(services: Services) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(take, async (c) => {
      const { team } = c.req.valid('param')
      // Sent again: its rows are read anew, for an answer that is kept must hold no values.
      const taken = c.get('remade')
      const lease =
        taken === undefined
          ? await takeLease(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('json') })
          : await readLease(services, callOf(c), { team, lease: taken, reveal: c.req.valid('json').reveal })
      c.set('remade', lease.id)
      return withRows(c, lease, 201)
    })
    .openapi(read, async (c) => {
      const asked = { ...c.req.valid('param'), reveal: c.req.valid('query').reveal === 'true' }
      return withRows(c, await readLease(services, callOf(c), asked), 200)
    })
    .openapi(list, async (c) => {
      const query = { ...c.req.valid('param'), ...c.req.valid('query') }
      const { leases, next } = await listLeases(services, callOf(c), query)
      return c.json({ leases: [...leases], next }, 200)
    })
    .openapi(renew, async (c) =>
      c.json(await renewLease(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('json') }), 200),
    )
    .openapi(release, async (c) => {
      const { team, lease } = c.req.valid('param')
      await releaseLease(services, callOf(c), team, lease)
      return c.body(null, 204)
    })
}

function withRows(c: Context<ApiEnv>, { rows, ...lease }: LeaseTaken, status: 200 | 201): never {
  const lines = rows.map(({ line }) => line)
  let length = 0
  const ends = lines.map((line) => (length += line.length))
  return answerOfLines(c, lease, { lines, ends }, status)
}
