import { z } from 'zod'
import { dataSchemaSchema, entitySchema, fieldSchema } from './schema.ts'

const shortField = z.union([
  z.string().min(1).describe('The kind of value of the field'),
  fieldSchema.omit({ name: true }),
])

/** A schema as files hold it: the fields of an entity may also be an object, { name: kind | definition }. */
export const schemaFile = dataSchemaSchema
  .extend({
    entities: z
      .array(
        entitySchema.extend({
          fields: z
            .union([z.array(fieldSchema).min(1), z.record(z.string(), shortField)])
            .describe('What each row holds: a list, or an object of kinds and definitions by name'),
        }),
      )
      .min(1)
      .describe('Whose rows are made: tables'),
  })
  .describe('understudy.schema: what data looks like, how it relates, what must hold, and how much of it there is')
