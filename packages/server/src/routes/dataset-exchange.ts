import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Services } from '../services/call.ts'
import { customizations } from '../services/customizations/customizations.ts'
import { compareVersions } from '../services/datasets/compare-versions.ts'
import { distributeDataset } from '../services/datasets/distribute-dataset.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { datasetParams, entityField, maskedField, revealField, versionField, versionNumber } from './dataset-schemas.ts'
import { idField, nameField, wholeFieldOr } from './fields.ts'
import { permission, refusals } from './permission.ts'

// GET  /teams/{team}/datasets/{dataset}/diff        rows that differ between two versions
// POST /teams/{team}/datasets/{dataset}/distribute  a copy for another team, with what it changes in it

const count = z.number().int()
const row = z.record(z.string(), z.unknown())

const diff = createRoute({
  method: 'get',
  path: '/teams/{team}/datasets/{dataset}/diff',
  summary: 'Compare two versions row by row',
  ...permission('datasets.read'),
  request: {
    params: datasetParams,
    query: z.object({
      from: versionField,
      to: versionField,
      entity: entityField.optional(),
      limit: wholeFieldOr(100, 0, 1000).openapi({ description: 'rows that are shown' }),
      reveal: revealField,
    }),
  },
  responses: {
    200: json(
      z.object({
        dataset: z.string(),
        entity: z.string(),
        from: count,
        to: count,
        primaryKey: z.array(z.string()),
        masked: maskedField.openapi({ description: 'fields that are masked in the rows, and not compared' }),
        same: count,
        added: count,
        removed: count,
        changed: count,
        rows: z.array(
          z.object({ change: z.enum(['added', 'removed', 'changed']), before: row.optional(), after: row.optional() }),
        ),
      }),
      'how many rows differ, and some of them',
    ),
    ...refusals,
  },
})

const distribution = z.strictObject({
  to: idField,
  as: nameField.optional(),
  version: versionNumber.optional(),
  customizations: customizations.optional(),
})
/** What is asked in the process. */
export const distributionInput = distribution.extend(datasetParams.shape)

const distribute = createRoute({
  method: 'post',
  path: '/teams/{team}/datasets/{dataset}/distribute',
  summary: 'Give a dataset to another team',
  description:
    'It becomes the next version of a dataset of that team, which is made where there is none, with what is asked for here and what that team has configured. What was generated is made again with the changes. Whoever does it may distribute here, and has datasets.receive there. What contradicts the dataset is refused as a whole, with every conflict.',
  ...permission('datasets.distribute'),
  request: {
    params: datasetParams,
    ...bodyOf(distribution),
  },
  responses: {
    201: json(
      z.object({
        id: z.string(),
        team: z.string(),
        dataset: z.string(),
        version: count,
        rows: count,
        made: z.enum(['generated', 'copied']),
        held: z.boolean().openapi({ description: 'it is not read there before it has passed the gate there' }),
      }),
      'the version there',
    ),
    ...refusals,
  },
})

export function datasetExchangeRoutes(services: Services) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(diff, async (c) => {
      const { reveal, ...query } = c.req.valid('query')
      const asked = { ...c.req.valid('param'), ...query, reveal: reveal === 'true' }
      const { rows, primaryKey, masked, ...counts } = await compareVersions(services, callOf(c), asked)
      const shown = rows.map(({ change, before, after }) => ({
        change,
        ...(before ? { before: rowOf(before) } : {}),
        ...(after ? { after: rowOf(after) } : {}),
      }))
      return c.json({ ...counts, primaryKey: [...primaryKey], masked: [...masked], rows: shown }, 200)
    })
    .openapi(distribute, async (c) =>
      c.json(await distributeDataset(services, callOf(c), { ...c.req.valid('param'), ...c.req.valid('json') }), 201),
    )
}

function rowOf(line: Uint8Array): Record<string, unknown> {
  return JSON.parse(Buffer.from(line).toString())
}
