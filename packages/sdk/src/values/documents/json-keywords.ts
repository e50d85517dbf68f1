import { optionsError } from '../define-kind.ts'

export type JsonSchema = boolean | { readonly [key: string]: unknown }

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

export function typeNames(schema: Readonly<Record<string, unknown>>): string[] {
  if (typeof schema.type === 'string') return [schema.type]
  if (Array.isArray(schema.type) && schema.type.length > 0) return schema.type.map(String)
  if ('properties' in schema || 'required' in schema) return ['object']
  if ('items' in schema || 'prefixItems' in schema) return ['array']
  if ('pattern' in schema || 'minLength' in schema || 'maxLength' in schema || 'format' in schema) return ['string']
  return ['integer']
}

/** A pointer inside of the same document: #/$defs/name. */
export function resolve(root: JsonSchema, ref: string, at: string): unknown {
  if (!ref.startsWith('#')) throw optionsError(`schema: ${at}/$ref: ${ref} is outside of the schema`)
  let target: unknown = root
  for (const part of ref.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    target = isObject(target) ? target[key] : Array.isArray(target) ? target[Number(key)] : undefined
  }
  if (target === undefined) throw optionsError(`schema: ${at}/$ref: ${ref} points at nothing`)
  return target
}

/** All of several schemas at once: bounds narrow, properties and requirements add up. */
export function merged(
  root: JsonSchema,
  schema: Readonly<Record<string, unknown>>,
  at: string,
): Readonly<Record<string, unknown>> {
  const { allOf, ...own } = schema
  let result: Record<string, unknown> = own
  for (const part of Array.isArray(allOf) ? allOf : []) {
    if (part === true) continue
    if (!isObject(part)) throw optionsError(`schema: ${at}/allOf holds what is no schema`)
    const target = typeof part.$ref === 'string' ? resolve(root, part.$ref, at) : part
    const inner = isObject(target) ? (Array.isArray(target.allOf) ? merged(root, target, at) : target) : {}
    result = { ...result, ...inner, ...narrowed(result, inner, at) }
  }
  return result
}

function narrowed(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  at: string,
): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  const both = (key: string, choose: (x: number, y: number) => number) => {
    const [x, y] = [numberOf(a[key]), numberOf(b[key])]
    if (x !== undefined && y !== undefined) result[key] = choose(x, y)
  }
  for (const key of ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']) both(key, Math.max)
  for (const key of ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']) both(key, Math.min)
  if (isObject(a.properties) && isObject(b.properties)) result.properties = { ...a.properties, ...b.properties }
  if (Array.isArray(a.required) && Array.isArray(b.required))
    result.required = [...new Set([...a.required, ...b.required])]
  if (Array.isArray(a.enum) && Array.isArray(b.enum)) {
    const other = new Set(b.enum.map((value) => JSON.stringify(value)))
    result.enum = a.enum.filter((value) => other.has(JSON.stringify(value)))
  }
  if ('type' in a && 'type' in b) {
    const types = new Set(typeNames(b))
    const kept = typeNames(a).filter((type) => types.has(type) || (type === 'integer' && types.has('number')))
    const narrower = typeNames(a).includes('number') && types.has('integer') ? ['integer', ...kept] : kept
    if (narrower.length === 0) throw optionsError(`schema: ${at}: no type meets all of allOf`)
    result.type = narrower
  }
  return result
}
