import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { z } from 'zod'
import { messageOf, UnderstudyError } from '../errors.ts'
import { instanceOfDate, shapeOfJsonSchema, wholeOfAnySize } from './json-schema-shape.ts'
import { jsonSchemaOfValibot } from './valibot-json-schema.ts'
import type { ValueShape } from './value-shape.ts'

export function isStandardSchema(source: unknown): source is StandardSchemaV1 {
  return (typeof source === 'object' || typeof source === 'function') && source !== null && '~standard' in source
}

/** What goes into the schema: by the library's own JSON Schema, or by reading the schema itself. */
export function shapeOfStandardSchema(schema: StandardSchemaV1, entity: string): ValueShape {
  const { vendor } = schema['~standard']
  try {
    return shapeOfJsonSchema(jsonSchemaOf(schema, vendor))
  } catch (thrown) {
    throw new UnderstudyError('FACTORY_INVALID', {
      operation: `define factory ${entity}`,
      message: `the ${vendor} schema of ${entity} has no JSON Schema: ${messageOf(thrown)}`,
      hint: `Give defineFactory the part that can be written as JSON Schema, or entity<Row>('${entity}') and its fields.`,
      cause: thrown,
    })
  }
}

function jsonSchemaOf(schema: StandardSchemaV1, vendor: string): unknown {
  if (vendor === 'zod') return jsonSchemaOfZod(schema)
  if (vendor === 'valibot' && !hasJsonSchema(schema)) return jsonSchemaOfValibot(schema)
  if (isArktype(schema)) return schema.toJsonSchema({ fallback })
  if (hasJsonSchema(schema)) return schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  throw new Error(`${vendor} offers neither ~standard.jsonSchema nor a form that is known here`)
}

function hasJsonSchema(schema: object): schema is StandardJSONSchemaV1 {
  return (
    '~standard' in schema &&
    typeof schema['~standard'] === 'object' &&
    schema['~standard'] !== null &&
    'jsonSchema' in schema['~standard']
  )
}

/** Zod's own writer, since what JSON Schema cannot say (a Date, a bigint) would make the standard one fail. */
function jsonSchemaOfZod(schema: StandardSchemaV1): unknown {
  return z.toJSONSchema(zodOf(schema), {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, instanceOfDate)
      if (zodSchema._zod.def.type === 'bigint') Object.assign(jsonSchema, wholeOfAnySize)
    },
  })
}

/** The vendor says so; a copy of zod other than ours has the same internals. */
function zodOf(schema: StandardSchemaV1): z.core.$ZodType {
  return schema as unknown as z.core.$ZodType
}

interface Arktype {
  toJsonSchema(options: { fallback: typeof fallback }): unknown
}

function isArktype(schema: object): schema is Arktype {
  return 'toJsonSchema' in schema && typeof schema.toJsonSchema === 'function'
}

const fallback = {
  date: ({ base }: { base: object }): object => ({ ...base, ...instanceOfDate }),
  domain: ({ base, domain }: { base: object; domain?: string }): object =>
    domain === 'bigint' ? { ...base, ...wholeOfAnySize } : base,
  default: ({ base }: { base: object }): object => base,
}

/** The output of a schema for an input. Issues name places, never values. */
export async function parsedBy(schema: StandardSchemaV1, input: unknown, entity: string): Promise<unknown> {
  const result = await schema['~standard'].validate(input)
  if (!result.issues) return result.value
  const issues = result.issues.map(({ message, path }) => ({
    field: path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.') ?? '',
    message,
  }))
  const fields = [...new Set(issues.map(({ field }) => field || entity))]
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `build ${entity}`,
    at: `${entity}.${fields[0]}`,
    message: `the row does not meet the schema of ${entity}: ${fields.join(', ')}`,
    hint: `Say in the factory's fields what ${fields.join(' and ')} are made of, or correct what the call gives.`,
    details: { issues },
  })
}
