import { z } from '@hono/zod-openapi'
import { connectorKinds, connectorShapes, connectorUses } from '../services/connectors/connector-settings.ts'
import { objectFormats } from '../services/connectors/intake/read-object.ts'
import { rejection } from '../services/connectors/intake/rejections.ts'
import { isRelativePath } from '../services/connectors/places/relative-path.ts'
import { existingRules, exportFormats } from '../services/connectors/target/export-run.ts'
import { transferredObject, transferStates } from '../services/connectors/transfers/transfer.ts'
import { jobFailure } from '../services/jobs/job.ts'
import { orNull } from './contract.ts'
import { entityField, versionNumber } from './dataset-schemas.ts'
import { idField, nameField } from './fields.ts'
import { schemaInput } from './request.ts'

const kind = z.enum(connectorKinds)
const use = z.enum(connectorUses).openapi({ description: 'a connector of Postgres has one use' })
const count = z.number().int()

export const connector = z
  .object({
    id: z.string(),
    name: z.string(),
    kind,
    use,
    settings: z.record(z.string(), z.unknown()),
    hasCredentials: z.boolean().openapi({ description: 'what they are is told to nobody' }),
    checkedAt: z.string().nullable(),
    checkError: z.string().nullable().openapi({ description: 'why it was not reached when it was last looked at' }),
    createdAt: z.string(),
    createdBy: z.string(),
  })
  .openapi('Connector')

const named = { name: nameField, use: use.default('both') }
const { files, sqlite, postgres, http, s3 } = connectorShapes

/** Credentials may be left out where there need be none. */
export const newConnector = z.discriminatedUnion('kind', [
  z.strictObject({
    ...named,
    kind: z.literal('files'),
    settings: files.settings,
    credentials: files.credentials.default({}),
  }),
  z.strictObject({
    ...named,
    kind: z.literal('sqlite'),
    settings: sqlite.settings,
    credentials: sqlite.credentials.default({}),
  }),
  z.strictObject({
    ...named,
    kind: z.literal('postgres'),
    settings: postgres.settings,
    credentials: postgres.credentials.default({}),
  }),
  z.strictObject({
    ...named,
    kind: z.literal('http'),
    settings: http.settings,
    credentials: http.credentials.default({}),
  }),
  z.strictObject({ ...named, kind: z.literal('s3'), ...s3 }),
])

const loose = z.record(z.string(), z.unknown())
export const connectorChange = z.strictObject({
  name: nameField.optional(),
  use: use.optional(),
  settings: loose.optional().openapi({ description: 'all of them; credentials are given anew with them' }),
  credentials: loose.optional(),
})

export const connectorCheck = z.object({
  ok: z.boolean(),
  objects: z
    .array(z.object({ name: z.string(), size: z.number().nullable() }))
    .openapi({ description: 'some of what there is to take' }),
  error: orNull(jobFailure),
})

export const importRequest = z.strictObject({
  dataset: nameField.openapi({ description: 'Name or id; of a name that there is none of, one is made.' }),
  objects: z
    .array(
      z.strictObject({
        name: z
          .string()
          .max(1000)
          .openapi({ description: 'a path, a key, a table; of an address what stands below it' }),
        entity: entityField.optional().openapi({ description: 'what its rows are; its name where left out' }),
        format: z.enum(objectFormats).optional().openapi({ description: 'by its name where left out' }),
        delimiter: z
          .string()
          .regex(/^[^"\r\n\p{Cs}]$/u, 'one character, and no quote')
          .optional()
          .openapi({ description: 'csv' }),
        entityField: entityField
          .optional()
          .openapi({ description: 'ndjson: the field that names the entity of a row' }),
      }),
    )
    .max(500)
    .default([])
    .openapi({ description: 'all that is there where it is empty' }),
  schema: schemaInput.optional().openapi({ description: 'what the rows are: a row with another value is rejected' }),
  types: z
    .enum(['guessed', 'text'])
    .default('guessed')
    .openapi({ description: 'of csv, where no schema says it: by the first rows, or all text' }),
  mostRejected: z
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .openapi({ description: 'so many rows may be left out; with more the import fails' }),
})

export const exportRequest = z.strictObject({
  dataset: nameField.openapi({ description: 'name or id' }),
  version: versionNumber.optional().openapi({ description: 'what is published where left out' }),
  entities: z.array(entityField).min(1).max(500).optional().openapi({ description: 'all where left out' }),
  format: z.enum(exportFormats).default('ndjson').openapi({ description: 'of files, objects and requests' }),
  to: z
    .string()
    .min(1)
    .max(150)
    .refine((text) => isRelativePath(text) && !/^\.|\//.test(text), 'the name of one folder, not hidden')
    .optional()
    .openapi({ description: 'files, s3: the folder; the name of the dataset and its version where left out' }),
  existing: z
    .enum(existingRules)
    .default('refuse')
    .openapi({ description: 'what becomes of what is there already; append: tables alone' }),
  reveal: z
    .boolean()
    .default(false)
    .openapi({ description: 'without masks, which needs rows.reveal and is in the trail' }),
})

const transferFields = {
  id: z.string(),
  connector: z.string(),
  direction: z.enum(['import', 'export']),
  dataset: z.string(),
  version: count.nullable(),
  job: z.string().openapi({ description: 'that does it, or did last: a retry of it goes on where it stopped' }),
  state: z.enum(transferStates),
  objects: count,
  rows: count,
  rejected: count,
  errorCode: z.string().nullable(),
  startedAt: z.string(),
  startedBy: z.string(),
  endedAt: z.string().nullable(),
}
export const transfer = z.object(transferFields).openapi('Transfer')
export const transferDetail = z
  .object({
    ...transferFields,
    report: z.object({
      objects: z.array(transferredObject),
      rejected: z.array(rejection).openapi({ description: 'the first of them, without their values' }),
    }),
  })
  .openapi('TransferDetail')
export const transferState = z.enum(transferStates)

export const ofTeam = z.object({ team: idField })
export const ofConnector = z.object({ team: idField, connector: nameField })
export const ofTransfer = z.object({ team: idField, transfer: idField })
