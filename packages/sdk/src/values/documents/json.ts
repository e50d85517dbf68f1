import { z } from 'zod'
import { defineKind } from '../define-kind.ts'
import { mapRows } from '../scalar-draws.ts'
import { jsons } from '../vectors.ts'
import type { JsonSchema } from './json-keywords.ts'
import { jsonValues } from './json-schema.ts'

/** What an object looks like when nobody says: settings and tags of a row. */
const usual = {
  type: 'object',
  required: ['id', 'active', 'tags', 'settings'],
  properties: {
    id: { type: 'integer', minimum: 1, maximum: 1_000_000 },
    active: { type: 'boolean' },
    score: { type: 'number', minimum: 0, maximum: 100 },
    tags: { type: 'array', items: { type: 'string', minLength: 3, maxLength: 10 }, minItems: 0, maxItems: 4 },
    settings: {
      type: 'object',
      required: ['theme'],
      properties: {
        theme: { enum: ['light', 'dark', 'system'] },
        language: { enum: ['en', 'de', 'fr', 'es', 'ja'] },
        updated: { type: 'string', format: 'date-time' },
      },
    },
  },
} satisfies JsonSchema

const schemaOption = z
  .union([z.boolean(), z.record(z.string(), z.unknown())])
  .default(usual)
  .describe('JSON Schema that every document is valid against; default: an object with settings and tags')

export const json = defineKind({
  name: 'json',
  group: 'documents',
  summary: 'JSON document, valid against a JSON Schema',
  type: 'json',
  options: z.strictObject({ schema: schemaOption }),
  examples: [
    {},
    {
      schema: {
        type: 'array',
        items: { type: 'integer', multipleOf: 5, minimum: 10, maximum: 50 },
        minItems: 1,
        maxItems: 3,
      },
    },
    {
      schema: {
        $defs: {
          node: {
            type: 'object',
            properties: { name: { type: 'string' }, next: { $ref: '#/$defs/node' } },
            required: ['name'],
          },
        },
        $ref: '#/$defs/node',
      },
    },
  ],
  neverUnique: 'documents are drawn, not numbered',
  maker({ schema }, context) {
    const documentOf = jsonValues(schema)
    return { capacity: 0, make: (rows) => jsons(mapRows(context.stream, rows, (draws) => documentOf(draws))) }
  },
})
