import { z } from '@hono/zod-openapi'

const count = z.number().int().min(1)

/** The schema itself is judged by the engine, which says all that is wrong with it and where. */
export const schemaInput = z.looseObject({}).openapi('DataSchema', {
  description: 'A DataSchema: entities, relationships, constraints and volume. docs/schema.md describes it.',
  example: { entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name', email: 'email' } }] },
})

/** What every request for rows says: the same words as on the command line. */
export const rowsRequest = {
  schema: schemaInput,
  seed: z
    .union([z.string().min(1), z.number()])
    .optional()
    .openapi({ description: 'Same schema, seed and counts: same rows. 1 where left out.', example: 7 }),
  rows: z
    .union([count, z.record(z.string(), count)])
    .optional()
    .openapi({ description: "Rows of every entity, or of single ones by name. Left out: the schema's own volume." }),
  locale: z.string().min(1).optional().openapi({ description: 'Language and country of the values.', example: 'de' }),
  qualityLevel: z.enum(['basic', 'standard', 'premium']).optional(),
}

/** The same, and in which format they are sent. */
export const encodedRequest = {
  ...rowsRequest,
  format: z.string().default('ndjson').openapi({ description: 'json, ndjson, csv, xml, sql, parquet' }),
  entity: z.string().optional().openapi({ description: 'Of this entity alone. ndjson and sql can hold several.' }),
  dialect: z.enum(['postgres', 'sqlite']).optional().openapi({ description: 'of format sql' }),
}
