import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Services } from '../services/call.ts'
import { createDataset } from '../services/datasets/create-dataset.ts'
import type { Dataset } from '../services/datasets/dataset.ts'
import { eraseDataset } from '../services/datasets/erase-dataset.ts'
import { listDatasets } from '../services/datasets/list-datasets.ts'
import { listVersions, readVersion, type VersionListed } from '../services/datasets/list-versions.ts'
import { readDataset } from '../services/datasets/read-dataset.ts'
import { updateDataset } from '../services/datasets/update-dataset.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, orNull, validationHook } from './contract.ts'
import { dataset, datasetParams, fieldMarked, retention, teamParams, version, versionField } from './dataset-schemas.ts'
import { ifMatch } from './entity-tags.ts'
import { nameField, proseField } from './fields.ts'
import { cursorField, limitField, nextField, nextPositionField, positionField } from './paging.ts'
import { permission, refusals } from './permission.ts'

// GET    /teams/{team}/datasets                               by name
// POST   /teams/{team}/datasets                               one more, without a version
// GET    /teams/{team}/datasets/{dataset}                     one, by id or name
// PATCH  /teams/{team}/datasets/{dataset}                     description, retention, archived or not
// DELETE /teams/{team}/datasets/{dataset}                     erased, with the key that sealed it
// GET    /teams/{team}/datasets/{dataset}/versions            newest first
// GET    /teams/{team}/datasets/{dataset}/versions/{version}  one of them

const list = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets',
  summary: 'List the datasets of a team',
  ...permission('datasets.read'),
  request: {
    params: teamParams,
    query: z.object({
      archived: z.enum(['true', 'false']).default('false'),
      cursor: cursorField,
      limit: limitField,
    }),
  },
  responses: {
    200: json(z.object({ datasets: z.array(dataset), next: nextField }), 'datasets by name'),
    ...refusals,
  },
})
const create = createRoute({
  method: 'post',
  path: '/teams/{team}/datasets',
  summary: 'Make a dataset',
  ...permission('datasets.write'),
  request: {
    params: teamParams,
    ...bodyOf(
      z.strictObject({ name: nameField, description: proseField.default(''), retention: retention.optional() }),
    ),
  },
  responses: { 201: json(dataset, 'the dataset, without a version'), ...refusals },
})
const read = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}',
  summary: 'Show a dataset',
  ...permission('datasets.read'),
  request: { params: datasetParams },
  responses: { 200: json(dataset, 'the dataset'), ...refusals },
})
const update = createRoute({
  method: 'patch',
  path: '/teams/{team}/datasets/{dataset}',
  summary: 'Change or archive a dataset',
  ...permission('datasets.write'),
  request: {
    params: datasetParams,
    headers: ifMatch,
    ...bodyOf(
      z.strictObject({
        description: proseField.optional(),
        retention: orNull(retention).optional(),
        archived: z.boolean().optional(),
        personal: z.array(fieldMarked).max(1000).optional().openapi({
          description: 'marks on these fields; those of others stay. To mark one open needs rows.reveal.',
        }),
      }),
    ),
  },
  responses: { 200: json(dataset, 'the dataset'), ...refusals },
})
const erase = createRoute({
  method: 'delete',
  path: '/teams/{team}/datasets/{dataset}',
  summary: 'Erase a dataset for ever',
  ...permission('datasets.erase'),
  request: { params: datasetParams },
  responses: { 204: { description: 'it is gone' }, ...refusals },
})
const versions = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/versions',
  summary: 'List the versions of a dataset',
  ...permission('datasets.read'),
  request: { params: datasetParams, query: z.object({ cursor: positionField, limit: limitField }) },
  responses: {
    200: json(z.object({ versions: z.array(version), next: nextPositionField }), 'versions, the newest first'),
    ...refusals,
  },
})
const oneVersion = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/versions/{version}',
  summary: 'Show a version',
  ...permission('datasets.read'),
  request: { params: datasetParams.extend({ version: versionField }) },
  responses: { 200: json(version, 'the version'), ...refusals },
})

export function datasetRoutes(services: Services) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const { archived, cursor: after, limit } = c.req.valid('query')
      const query = { ...c.req.valid('param'), archived: archived === 'true', after, limit }
      const { datasets, next } = await listDatasets(services, callOf(c), query)
      return c.json({ datasets: datasets.map(shown), next }, 200)
    })
    .openapi(create, async (c) =>
      c.json(shown(await createDataset(services, callOf(c), c.req.valid('param').team, c.req.valid('json'))), 201),
    )
    .openapi(read, async (c) => {
      const { team, dataset } = c.req.valid('param')
      return c.json(shown(await readDataset(services, callOf(c), team, dataset)), 200)
    })
    .openapi(update, async (c) =>
      c.json(shown(await updateDataset(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('json') })), 200),
    )
    .openapi(erase, async (c) => {
      const { team, dataset } = c.req.valid('param')
      await eraseDataset(services, callOf(c), team, dataset)
      return c.body(null, 204)
    })
    .openapi(versions, async (c) => {
      const { cursor: before, limit } = c.req.valid('query')
      const { versions, next } = await listVersions(services, callOf(c), { ...c.req.valid('param'), before, limit })
      return c.json({ versions: versions.map(writable), next }, 200)
    })
    .openapi(oneVersion, async (c) =>
      c.json(writable(await readVersion(services, callOf(c), c.req.valid('param'))), 200),
    )
}

/** Hono's types take no readonly arrays. In the order of what it is made of: its tag is of the text. */
function shown(one: Dataset): z.infer<typeof dataset> {
  return { ...one, personal: [...one.personal] }
}

function writable({ entities, origin, ...rest }: VersionListed): z.infer<typeof version> {
  return {
    ...rest,
    origin: { ...origin },
    entities: entities.map(({ columns, primaryKey, ...entity }) => ({
      ...entity,
      columns: [...columns],
      primaryKey: [...primaryKey],
    })),
  }
}
