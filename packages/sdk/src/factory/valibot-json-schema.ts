import { instanceOfDate, wholeOfAnySize } from './json-schema-shape.ts'

type Json = Record<string, unknown>

/**
 * Valibot writes JSON Schema only by another package of its own. Its schemas are plain data, though, and say what they
 * are: this reads them as far as values have a shape. What it does not know says nothing, and valibot checks the result.
 */
export function jsonSchemaOfValibot(node: unknown): Json {
  const schema = recordOf(node)
  const pipe = Array.isArray(schema.pipe) ? schema.pipe.map(recordOf) : []
  const shape = plain(pipe[0] ?? schema)
  for (const action of pipe.slice(1)) {
    // Behind a transformation, actions speak of the output.
    if (action.kind === 'transformation' && !harmless.has(String(action.type))) break
    if (action.kind === 'validation') Object.assign(shape, said(action, shape))
  }
  return shape
}

const harmless = new Set(['trim', 'to_lower_case', 'to_upper_case', 'brand', 'readonly'])

function plain(schema: Json): Json {
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return { type: schema.type }
    case 'bigint':
      return { ...wholeOfAnySize }
    case 'date':
      return { ...instanceOfDate }
    case 'null':
      return { type: 'null' }
    case 'literal':
      return { const: schema.literal }
    case 'picklist':
    case 'enum':
      return { enum: listOf(schema.options) }
    case 'nullable':
    case 'nullish':
      return { anyOf: [jsonSchemaOfValibot(schema.wrapped), { type: 'null' }] }
    case 'optional':
    case 'exact_optional':
    case 'undefinedable':
    case 'non_nullable':
    case 'non_nullish':
    case 'non_optional':
      return jsonSchemaOfValibot(schema.wrapped)
    case 'lazy':
      return {}
    case 'union':
    case 'variant':
      return { anyOf: listOf(schema.options).map(jsonSchemaOfValibot) }
    case 'intersect':
      return { allOf: listOf(schema.options).map(jsonSchemaOfValibot) }
    case 'array':
      return { type: 'array', items: jsonSchemaOfValibot(schema.item) }
    case 'tuple':
    case 'strict_tuple':
    case 'loose_tuple':
      return { type: 'array', prefixItems: listOf(schema.items).map(jsonSchemaOfValibot) }
    case 'object':
    case 'strict_object':
    case 'loose_object':
    case 'object_with_rest':
      return objectOf(recordOf(schema.entries))
    default:
      return {}
  }
}

const optional = new Set(['optional', 'exact_optional', 'undefinedable', 'nullish'])

function objectOf(entries: Json): Json {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, jsonSchemaOfValibot(entry)])),
    required: Object.entries(entries).flatMap(([name, entry]) =>
      optional.has(String(recordOf(entry).type)) ? [] : [name],
    ),
  }
}

const formats: Readonly<Record<string, string>> = {
  email: 'email',
  rfc_email: 'email',
  uuid: 'uuid',
  url: 'uri',
  ipv4: 'ipv4',
  ip: 'ipv4',
  ipv6: 'ipv6',
  mac: 'mac',
  iso_date: 'date',
  iso_timestamp: 'date-time',
  iso_time: 'time',
  iso_time_second: 'time',
}

function said(action: Json, shape: Json): Json {
  const { type, requirement } = action
  const sized = shape.type === 'array' ? ['minItems', 'maxItems'] : ['minLength', 'maxLength']
  switch (type) {
    case 'integer':
    case 'safe_integer':
      return { type: 'integer' }
    case 'min_value':
      return { minimum: requirement }
    case 'max_value':
      return { maximum: requirement }
    case 'gt_value':
      return { exclusiveMinimum: requirement }
    case 'lt_value':
      return { exclusiveMaximum: requirement }
    case 'multiple_of':
      return { multipleOf: requirement }
    case 'min_length':
      return { [sized[0]!]: requirement }
    case 'max_length':
      return { [sized[1]!]: requirement }
    case 'non_empty':
      return { [sized[0]!]: 1 }
    case 'length':
      return { [sized[0]!]: requirement, [sized[1]!]: requirement }
    case 'regex':
      return requirement instanceof RegExp ? { pattern: requirement.source } : {}
    default: {
      const format = formats[String(type)]
      return format === undefined ? {} : { format }
    }
  }
}

function recordOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
