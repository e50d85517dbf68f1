import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { RequestError } from '../errors/request-error.ts'
import { limits, pacer } from '../limits.ts'
import type { Services } from '../services/call.ts'
import { type Export, exportRows } from '../services/datasets/read/export-rows.ts'
import { readPage } from '../services/datasets/read/read-page.ts'
import { importVersion } from '../services/datasets/write/import-version.ts'
import { answerOfLines } from './body-of-lines.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { json, validationHook } from './contract.ts'
import {
  datasetParams,
  entityField,
  filterField,
  maskedField,
  revealField,
  rows,
  versionField,
} from './dataset-schemas.ts'
import { disposition } from './disposition.ts'
import { wholeField, wholeFieldOr } from './fields.ts'
import { cursorField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { isSent, streamOf } from './stream.ts'

// POST /teams/{team}/datasets/{dataset}/versions  a body of rows becomes the next version
// GET  /teams/{team}/datasets/{dataset}/rows      a page of rows
// GET  /teams/{team}/datasets/{dataset}/export    all rows in a format, streamed

/** Which rows of which version. */
const which = {
  version: versionField.optional().openapi({ description: 'left out: what is published' }),
  entity: entityField.optional().openapi({ description: 'needed where there are several' }),
  filter: filterField.optional(),
  reveal: revealField,
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
      first: wholeField(0, Number.MAX_SAFE_INTEGER)
        .optional()
        .openapi({ description: 'the row to begin at, counted from 0, where there is no cursor' }),
      limit: wholeFieldOr(100, 1, 1000),
      inspect: z.enum(['true', 'false']).optional().openapi({
        description: 'true: of a version that is held or was refused, too, which needs versions.decide',
      }),
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
        masked: maskedField,
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
    200: {
      description: 'the rows; the header x-masked-fields names fields that are masked in them',
      content: { 'application/octet-stream': { schema: z.string() } },
    },
    ...refusals,
  },
})

/** As in an address, for headers hold no other letters: users=email,name&orders=iban */
function maskedHeader(masked: Export['masked']): string {
  const names = (fields: readonly string[]) => fields.map(encodeURIComponent).join(',')
  return masked.map(({ entity, fields }) => `${encodeURIComponent(entity)}=${names(fields)}`).join('&')
}

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
      const { inspect, reveal, ...query } = c.req.valid('query')
      const looks = { inspect: inspect === 'true', reveal: reveal === 'true' }
      const asked = { ...c.req.valid('param'), ...query, ...looks }
      const found = await readPage(services, callOf(c), asked)
      const { dataset, version, entity, next, masked } = found
      const head = { dataset, version, entity: entity.entity, total: entity.rows, next, masked }
      const answer = answerOfLines(c, head, found, 200)
      found.done()
      return answer
    })
    .openapi(exported, async (c) => {
      const { reveal, ...query } = c.req.valid('query')
      const stop = new AbortController()
      const call = callOf(c)
      const signal = AbortSignal.any([call.signal, stop.signal])
      const found = await exportRows(
        services,
        { ...call, signal },
        { ...c.req.valid('param'), ...query, reveal: reveal === 'true' },
      )
      c.header('content-type', found.mediaType)
      c.header('content-disposition', disposition(found.file))
      c.header('x-dataset-version', String(found.version))
      c.header('x-masked-fields', maskedHeader(found.masked))
      return c.body(
        await streamOf(
          found.bytes,
          pacer(limits.generateSeconds, () => Date.now()),
          stop,
          () => isSent(c.env?.outgoing),
        ),
        200,
      )
    })
}
