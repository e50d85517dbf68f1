import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { checkConnector } from '../services/connectors/check-connector.ts'
import type { Connector } from '../services/connectors/connector.ts'
import type { ConnectorServices } from '../services/connectors/connector-services.ts'
import { createConnector } from '../services/connectors/create-connector.ts'
import { listConnectors, readConnector } from '../services/connectors/list-connectors.ts'
import { removeConnector } from '../services/connectors/remove-connector.ts'
import { startExport } from '../services/connectors/start-export.ts'
import { startImport } from '../services/connectors/start-import.ts'
import { listTransfers, readTransfer } from '../services/connectors/transfers/list-transfers.ts'
import { updateConnector } from '../services/connectors/update-connector.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { type ApiEnv, callOf } from './caller.ts'
import {
  connector,
  connectorChange,
  connectorCheck,
  exportRequest,
  importRequest,
  newConnector,
  ofConnector,
  ofTeam,
  ofTransfer,
  transfer,
  transferDetail,
  transferState,
} from './connector-schemas.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { idField } from './fields.ts'
import { job } from './job-schemas.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET    /teams/{team}/connectors                      those of a team, without what lets one in
// POST   /teams/{team}/connectors                      one more
// GET    /teams/{team}/connectors/{connector}          one, by id or name
// PATCH  /teams/{team}/connectors/{connector}          other settings, other credentials
// DELETE /teams/{team}/connectors/{connector}          with its credentials
// POST   /teams/{team}/connectors/{connector}/test     goes there, and says what is there
// POST   /teams/{team}/connectors/{connector}/import   rows from there as the next version of a dataset
// POST   /teams/{team}/connectors/{connector}/export   a version to there
// GET    /teams/{team}/transfers                       imports and exports, the newest first
// GET    /teams/{team}/transfers/{transfer}            one, with its objects and the rows that were rejected

const path = '/teams/{team}/connectors'
const one = `${path}/{connector}`

const list = createRoute({
  method: 'get',
  path,
  summary: 'List the connectors of a team',
  ...permission('connectors.read'),
  request: { params: ofTeam, query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ connectors: z.array(connector), next: nextField }), 'connectors, the oldest first'),
    ...refusals,
  },
})
const create = createRoute({
  method: 'post',
  path,
  summary: 'Make a connector',
  description:
    'Files are below a folder that whoever runs the server has named, in one of the team by its id. Databases, HTTP and object stores are reached by TLS, and not in networks that are inside, unless the server allows it. Credentials are sealed, and shown to nobody.',
  ...permission('connectors.change'),
  request: { params: ofTeam, ...bodyOf(newConnector) },
  responses: { 201: json(connector, 'the connector'), ...refusals },
})
const read = createRoute({
  method: 'get',
  path: one,
  summary: 'Show a connector',
  ...permission('connectors.read'),
  request: { params: ofConnector },
  responses: { 200: json(connector, 'the connector'), ...refusals },
})
const update = createRoute({
  method: 'patch',
  path: one,
  summary: 'Change a connector',
  ...permission('connectors.change'),
  request: { params: ofConnector, ...bodyOf(connectorChange) },
  responses: { 200: json(connector, 'the connector'), ...refusals },
})
const remove = createRoute({
  method: 'delete',
  path: one,
  summary: 'Remove a connector',
  ...permission('connectors.change'),
  request: { params: ofConnector },
  responses: { 204: { description: 'it is gone, with its credentials' }, ...refusals },
})
const test = createRoute({
  method: 'post',
  path: `${one}/test`,
  summary: 'Try a connector',
  description: 'Goes there once. That it cannot be reached is an answer, and says why. Nothing is written there.',
  ...permission('connectors.use'),
  request: { params: ofConnector },
  responses: { 200: json(connectorCheck, 'what is there, or why it was not reached'), ...refusals },
})
const imported = createRoute({
  method: 'post',
  path: `${one}/import`,
  summary: 'Import rows',
  description:
    'The answer is the job that does it. Nothing is seen of the rows before all of them are there. A job that fails keeps what it has taken for a day: a retry of it goes on. Needs jobs.start and datasets.write too.',
  ...permission('connectors.use'),
  request: { params: ofConnector, ...bodyOf(importRequest) },
  responses: { 202: json(job, 'the job'), ...refusals },
})
const exported = createRoute({
  method: 'post',
  path: `${one}/export`,
  summary: 'Export a version',
  description:
    'The answer is the job that does it. Files appear at once, as one folder; objects with a manifest after them; rows of a database in one transaction; requests each with an idempotency-key. A retry of the job goes on. Needs jobs.start and datasets.read too.',
  ...permission('connectors.use'),
  request: { params: ofConnector, ...bodyOf(exportRequest) },
  responses: { 202: json(job, 'the job'), ...refusals },
})
const transfers = createRoute({
  method: 'get',
  path: '/teams/{team}/transfers',
  summary: 'List imports and exports',
  ...permission('connectors.read'),
  request: {
    params: ofTeam,
    query: z.object({
      connector: idField.optional(),
      state: transferState.optional(),
      cursor: cursorField,
      limit: limitField,
    }),
  },
  responses: {
    200: json(z.object({ transfers: z.array(transfer), next: nextField }), 'transfers, the newest first'),
    ...refusals,
  },
})
const oneTransfer = createRoute({
  method: 'get',
  path: '/teams/{team}/transfers/{transfer}',
  summary: 'Show an import or an export',
  ...permission('connectors.read'),
  request: { params: ofTransfer },
  responses: { 200: json(transferDetail, 'with its objects, and rows that were rejected'), ...refusals },
})

export function connectorRoutes(services: ConnectorServices & JobServices) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const { connectors, next } = await listConnectors(services, callOf(c), {
        ...c.req.valid('param'),
        ...c.req.valid('query'),
      })
      return c.json({ connectors: connectors.map(shown), next }, 200)
    })
    .openapi(create, async (c) =>
      c.json(shown(await createConnector(services, callOf(c), c.req.valid('param').team, c.req.valid('json'))), 201),
    )
    .openapi(read, async (c) => c.json(shown(await readConnector(services, callOf(c), c.req.valid('param'))), 200))
    .openapi(update, async (c) =>
      c.json(shown(await updateConnector(services, callOf(c), c.req.valid('param'), c.req.valid('json'))), 200),
    )
    .openapi(remove, async (c) => {
      await removeConnector(services, callOf(c), c.req.valid('param'))
      return c.body(null, 204)
    })
    .openapi(test, async (c) => {
      const { objects, ...rest } = await checkConnector(services, callOf(c), c.req.valid('param'))
      return c.json({ ...rest, objects: [...objects] }, 200)
    })
    .openapi(imported, async (c) =>
      c.json(await startImport(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('json') }), 202),
    )
    .openapi(exported, async (c) =>
      c.json(await startExport(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('json') }), 202),
    )
    .openapi(transfers, async (c) => {
      const found = await listTransfers(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('query') })
      return c.json({ transfers: [...found.transfers], next: found.next }, 200)
    })
    .openapi(oneTransfer, async (c) => c.json(await readTransfer(services, callOf(c), c.req.valid('param')), 200))
}

function shown({ settings, ...rest }: Connector): z.infer<typeof connector> {
  return { ...rest, settings: { ...settings } }
}
