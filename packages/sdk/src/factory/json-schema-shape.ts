import type { ShapeField, ValueShape } from './value-shape.ts'

type Json = Readonly<Record<string, unknown>>

/** Marks a date that is an instance of Date, which JSON Schema cannot say. */
export const instanceOfDate = { type: 'string', format: 'understudy:date' } as const
export const wholeOfAnySize = { type: 'integer', format: 'understudy:bigint' } as const

/** How often one definition may stand inside itself. */
const deepest = 3

/** Reads the part of JSON Schema that says what values look like; what only forbids is left to the schema's own check. */
export function shapeOfJsonSchema(root: unknown): ValueShape {
  return shapeOf(root, { root: recordOf(root), inside: [] })
}

interface Place {
  readonly root: Json
  readonly inside: readonly string[]
}

const unknown: ValueShape = { is: 'unknown', nullable: false }

function shapeOf(node: unknown, place: Place): ValueShape {
  const schema = recordOf(node)
  if (typeof schema.$ref === 'string') return referred(schema.$ref, place)
  if ('const' in schema) return choice([schema.const])
  if (Array.isArray(schema.enum)) return choice(schema.enum)
  for (const key of ['anyOf', 'oneOf'] as const) {
    const options = schema[key]
    if (Array.isArray(options)) return either(options.map((option) => shapeOf(option, place)))
  }
  if (Array.isArray(schema.allOf)) {
    return shapeOf(schema.allOf.map(recordOf).reduce<Json>(both, { ...schema, allOf: undefined }), place)
  }
  const types = Array.isArray(schema.type) ? schema.type.map(String) : [String(schema.type ?? guessed(schema))]
  const nullable = types.includes('null') || schema.nullable === true
  const type = types.find((one) => one !== 'null') ?? 'null'
  return { ...typed(type, schema, place), nullable }
}

function typed(type: string, schema: Json, place: Place): ValueShape {
  const nullable = false
  switch (type) {
    case 'string':
      if (schema.format === instanceOfDate.format) return { is: 'date', nullable }
      return {
        is: 'text',
        format: textOf(schema.format),
        pattern: textOf(schema.pattern),
        minLength: numberOf(schema.minLength),
        maxLength: numberOf(schema.maxLength),
        nullable,
      }
    case 'integer':
      return { ...bounds(schema, 1), is: schema.format === wholeOfAnySize.format ? 'bigint' : 'integer', nullable }
    case 'number':
      return { ...bounds(schema, undefined), is: 'number', nullable }
    case 'boolean':
      return { is: 'boolean', nullable }
    case 'null':
      return { is: 'null', nullable: true }
    case 'array': {
      const tuple = schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : undefined)
      const first = Array.isArray(tuple) ? tuple.map((item) => shapeOf(item, place)) : []
      const min = Math.max(first.length, numberOf(schema.minItems) ?? 0)
      const items = Array.isArray(schema.items) || schema.items === false ? unknown : shapeOf(schema.items, place)
      // Of elements that nothing is known of, there are as few as may be.
      const open = items.is !== 'unknown'
      const most = open
        ? (numberOf(schema.maxItems) ?? Math.max(min, first.length === 0 ? 3 : first.length))
        : first.length
      return {
        is: 'list',
        items,
        first,
        min,
        max: Math.max(min, Math.min(most, min + 3)),
        nullable,
      }
    }
    case 'object':
      return { is: 'object', fields: fieldsOf(schema, place), nullable }
    default:
      return unknown
  }
}

function fieldsOf(schema: Json, place: Place): ShapeField[] {
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  return Object.entries(recordOf(schema.properties)).map(([name, property]) => ({
    name,
    optional: !required.has(name),
    shape: shapeOf(property, place),
  }))
}

/** Exclusive bounds move by one step; of a number without steps, by a little. */
function bounds(schema: Json, least: number | undefined) {
  const step = numberOf(schema.multipleOf) ?? least
  const little = step ?? 0.01
  const above = numberOf(schema.exclusiveMinimum)
  const below = numberOf(schema.exclusiveMaximum)
  return {
    min: safe(above === undefined ? numberOf(schema.minimum) : above + little),
    max: safe(below === undefined ? numberOf(schema.maximum) : below - little),
    step,
  }
}

/** The limits of safe integers say that it is a whole number, and nothing about what it is. */
function safe(bound: number | undefined): number | undefined {
  return bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound
}

function referred(ref: string, place: Place): ValueShape {
  if (place.inside.filter((one) => one === ref).length >= deepest) return unknown
  let node: unknown = place.root
  for (const part of ref.split('/').slice(1)) {
    node = recordOf(node)[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return shapeOf(node, { root: place.root, inside: [...place.inside, ref] })
}

function either(options: readonly ValueShape[]): ValueShape {
  const nullable = options.some((option) => option.nullable)
  const values = options.filter((option) => option.is !== 'null')
  const choices = values.flatMap((option) => (option.is === 'choice' ? option.values : []))
  const open = values.find((option) => option.is !== 'choice')
  if (open) return { ...open, nullable }
  return choices.length > 0 ? { ...choice(choices), nullable } : { is: 'null', nullable: true }
}

function choice(values: readonly unknown[]): ValueShape {
  const some = values.filter((value) => value !== null)
  if (some.length === 0) return { is: 'null', nullable: true }
  return { is: 'choice', values: some, nullable: some.length < values.length }
}

function both(a: Json, b: Json): Json {
  return {
    ...a,
    ...b,
    properties: { ...recordOf(a.properties), ...recordOf(b.properties) },
    required: [...listOf(a.required), ...listOf(b.required)],
  }
}

function guessed(schema: Json): string {
  if ('properties' in schema) return 'object'
  if ('items' in schema || 'prefixItems' in schema) return 'array'
  if ('pattern' in schema || 'format' in schema || 'maxLength' in schema) return 'string'
  return 'unknown'
}

function recordOf(node: unknown): Json {
  return typeof node === 'object' && node !== null && !Array.isArray(node) ? (node as Json) : {}
}

function listOf(node: unknown): readonly unknown[] {
  return Array.isArray(node) ? node : []
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
