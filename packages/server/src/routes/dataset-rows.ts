import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { RequestError } from '../errors/request-error.ts'
import { limits, pacer } from '../limits.ts'
import type { Services } from '../services/call.ts'
import { exportRows } from '../services/datasets/read/export-rows.ts'
import { readPage } from '../services/datasets/read/read-page.ts'
import { importVersion } from '../services/datasets/write/import-version.ts'
import { asDescribed, bodyOfLines } from './body-of-lines.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { json, validationHook } from './contract.ts'
import { datasetParams, entityField, filterField, rows, versionField } from './dataset-schemas.ts'
import { disposition } from './disposition.ts'
import { wholeFieldOr } from './fields.ts'
import { cursorField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { streamOf } from './stream.ts'

// POST /teams/{team}/datasets/{dataset}/versions  a body of rows becomes the next version
// GET  /teams/{team}/datasets/{dataset}/rows      a page of rows
// GET  /teams/{team}/datasets/{dataset}/export    all rows in a format, streamed

/** Which rows of which version. */
const which = {
  version: versionField.optional().openapi({ description: 'left out: what is published' }),
  entity: entityField.optional().openapi({ description: 'needed where there are several' }),
  filter: filterField.optional(),
}

const upload = createRoute({
  method: 'post',
  path: '/teams/{team}/datasets/{dataset}/versions',
  summary: 'Upload rows as the next version',
  description:
    'The body is read as it comes, and nothing is seen of it before all of it is there; one that breaks off or is malformed leaves no version.',
  ...permission('datasets.write'),
  request: {
    params: datasetParams,
    query: z.object({
      format: z.enum(['ndjson', 'json', 'csv']).default('ndjson'),
      entity: entityField.default('rows').openapi({ description: 'of all rows that do not say theirs' }),
      entityField: entityField.optional().openapi({ description: 'ndjson: the field that names the entity of a row' }),
      primaryKey: z
        .string()
        .max(1000)
        .transform((list) => list.split(',').filter((name) => name !== ''))
        .optional()
        .openapi({ type: 'string', description: 'columns of `entity` that tell its rows apart, with commas between' }),
    }),
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
  },
  responses: {
    201: json(
      z.object({
        dataset: z.string(),
        version: z.number().int(),
        rows: z.number().int(),
        contentHash: z.string(),
        held: z.boolean().openapi({ description: 'it is not read before it has passed the gate of the dataset' }),
      }),
      'the version, published',
    ),
    ...refusals,
  },
})
const page = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/rows',
  summary: 'Read a page of rows',
  description:
    'Pages of one walk are of one version, whatever is published meanwhile. A page with a filter may have fewer rows than asked for, or none, and still go on: it says how far one request looks. Rows stand as they came, every digit of theirs.',
  ...permission('datasets.read'),
  request: {
    params: datasetParams,
    query: z.object({
      ...which,
      cursor: cursorField,
      limit: wholeFieldOr(100, 1, 1000),
    }),
  },
  responses: {
    200: json(
      z.object({
        dataset: z.string(),
        version: z.number().int(),
        entity: z.string(),
        total: z.number().int().openapi({ description: 'rows of the entity, whatever the filter' }),
        next: nextField,
        rows,
      }),
      'rows',
    ),
    ...refusals,
  },
})
const exported = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/export',
  summary: 'Export rows in a format',
  description:
    'Several entities at once are exported as ndjson, whose rows then name theirs in _entity, or as sql. An answer that breaks off, without the end that HTTP gives to a whole one, is not to be used.',
  ...permission('datasets.read'),
  request: {
    params: datasetParams,
    query: z.object({
      ...which,
      format: z.enum(['ndjson', 'json', 'csv', 'xml', 'sql', 'parquet']).default('ndjson'),
      dialect: z.enum(['postgres', 'sqlite']).optional().openapi({ description: 'of format sql' }),
    }),
  },
  responses: {
    200: { description: 'the rows', content: { 'application/octet-stream': { schema: z.string() } } },
    ...refusals,
  },
})

export function datasetRowRoutes(services: Services) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(upload, async (c) => {
      const { primaryKey, entityField, ...query } = c.req.valid('query')
      const body = c.req.raw.body
      if (!body) throw new RequestError('REQUEST_UNREADABLE', { message: 'the request has no body' })
      const input = {
        ...c.req.valid('param'),
        ...query,
        entityField,
        primaryKeys: primaryKey ? { [query.entity]: primaryKey } : undefined,
      }
      return c.json(await importVersion(services, callOf(c), input, body), 201)
    })
    .openapi(page, async (c) => {
      const found = await readPage(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('query') })
      const { dataset, version, entity, next } = found
      const head = { dataset, version, entity: entity.entity, total: entity.rows, next }
      c.header('content-type', 'application/json')
      return asDescribed(c.body(bodyOfLines(head, found.lines), 200))
    })
    .openapi(exported, async (c) => {
      const stop = new AbortController()
      const call = callOf(c)
      const signal = AbortSignal.any([call.signal, stop.signal])
      const found = await exportRows(
        services,
        { ...call, signal },
        { ...c.req.valid('param'), ...c.req.valid('query') },
      )
      c.header('content-type', found.mediaType)
      c.header('content-disposition', disposition(found.file))
      c.header('x-dataset-version', String(found.version))
      return c.body(
        await streamOf(
          found.bytes,
          pacer(limits.generateSeconds, () => Date.now()),
          stop,
        ),
        200,
      )
    })
}
