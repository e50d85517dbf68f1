import { z } from '@hono/zod-openapi'
import { personalMarks } from '../services/datasets/personal-fields.ts'
import { orNull } from './contract.ts'
import { idField, nameField, wholeField } from './fields.ts'

export const retention = z
  .strictObject({
    versions: z.number().int().min(1).max(10_000).optional().openapi({ description: 'so many of the newest stay' }),
    days: z.number().int().min(0).max(36_500).optional().openapi({ description: 'younger ones stay' }),
  })
  .openapi('Retention')

const personalField = z
  .object({
    entity: z.string(),
    field: z.string(),
    mark: z.enum(personalMarks).openapi({
      description:
        'suggested: the rows of an import look as if it were somebody’s, and nobody has decided; personal: it is; open: it is not. What is not open is masked.',
    }),
    holds: z.string().nullable().openapi({ description: 'what it seems to hold; null where somebody marked it' }),
    by: z.string(),
    at: z.string(),
  })
  .openapi('PersonalField')
/** What people say of a field. */
export const fieldMarked = z
  .strictObject({
    entity: z.string().min(1).max(200),
    field: z.string().min(1).max(200),
    mark: z.enum(['personal', 'open']),
  })
  .openapi('FieldMarked')

export const dataset = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    publishedVersion: z.number().int().nullable().openapi({ description: 'what is read where no version is named' }),
    retention: orNull(retention),
    personal: z.array(personalField).openapi({ description: 'what was said of fields that are somebody’s' }),
    createdAt: z.string(),
    createdBy: z.string(),
    archivedAt: z.string().nullable(),
  })
  .openapi('Dataset')

const columns = z.array(z.object({ name: z.string(), type: z.string().nullable() }))

export const version = z
  .object({
    version: z.number().int(),
    status: z.enum(['hidden', 'ready', 'refused', 'archived', 'erased']),
    origin: z.record(z.string(), z.unknown()),
    contentHash: z.string().nullable(),
    rows: z.number().int(),
    bytes: z.number().int(),
    createdAt: z.string(),
    createdBy: z.string(),
    entities: z.array(
      z.object({ entity: z.string(), rows: z.number().int(), columns, primaryKey: z.array(z.string()) }),
    ),
  })
  .openapi('DatasetVersion')

export const lease = z
  .object({
    id: z.string(),
    dataset: z.string(),
    version: z.number().int(),
    entity: z.string(),
    holder: z.string(),
    takenBy: z.string().openapi({ description: 'whose it is to renew and to give back', example: 'key:018f…' }),
    takenAt: z.string(),
    expiresAt: z.string(),
    releasedAt: z.string().nullable(),
  })
  .openapi('Lease')

export const teamParams = z.object({ team: idField })
/** A dataset by its id or its name. */
export const datasetParams = z.object({ team: idField, dataset: nameField })
export const versionField = wholeField(1, 2 ** 31 - 1)
/** The same in a body. */
export const versionNumber = z
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1)
export const entityField = z.string().min(1).max(200)
export const filterField = z.string().min(1).max(2000).openapi({ example: "status = 'open' and total > 100" })
/** Asks for rows without masks. */
export const revealField = z.enum(['true', 'false']).optional().openapi({
  description: 'true: without masks, which needs rows.reveal and is in the trail',
})
/** Of rows that are answered. */
export const maskedField = z.array(z.string()).openapi({ description: 'fields that are masked in the rows: ***' })
/** Rows as they stand: what is in them is for whoever made them to say. */
export const rows = z.array(z.record(z.string(), z.unknown()))
