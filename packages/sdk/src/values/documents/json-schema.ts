import { optionsError } from '../define-kind.ts'
import type { Draws } from '../scalar-draws.ts'
import { isObject, type JsonSchema, merged, numberOf, resolve, typeNames } from './json-keywords.ts'
import { numberMaker, stringMaker } from './json-scalars.ts'

type Make = (draws: Draws, depth: number) => unknown

const known = new Set([
  '$schema',
  '$id',
  '$defs',
  'definitions',
  '$ref',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'type',
  'enum',
  'const',
  'oneOf',
  'anyOf',
  'allOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'uniqueItems',
  'properties',
  'required',
  'additionalProperties',
  'minProperties',
  'maxProperties',
])

/** Where a schema calls itself, what is optional is left out from this depth on. */
const DEEP = 5
const TOO_DEEP = 40

/** A function that makes documents of a JSON Schema, or an error that names the keyword that it doesn't know. */
export function jsonValues(root: JsonSchema): (draws: Draws) => unknown {
  const made = new Map<unknown, Make>()
  const makerOf = (schema: unknown, at: string): Make => {
    const ready = made.get(schema)
    if (ready) return ready
    // Set before it is ready, so that a schema may call itself.
    let make: Make | undefined
    const later: Make = (draws, depth) => {
      if (depth > TOO_DEEP)
        throw optionsError(`schema: ${at} calls itself without an end`, 'Leave what calls itself out of "required".')
      return make!(draws, depth)
    }
    made.set(schema, later)
    make = build(schema, at)
    return later
  }
  const build = (schema: unknown, at: string): Make => {
    if (schema === true) return (draws) => draws.below(1000)
    if (!isObject(schema)) throw optionsError(`schema: ${at} is no schema`)
    for (const key of Object.keys(schema)) {
      if (!known.has(key))
        throw optionsError(
          `schema: ${at}/${key} is not among the keywords that documents can be made from`,
          `Those are ${[...known].join(', ')}.`,
        )
    }
    if (typeof schema.$ref === 'string') return makerOf(resolve(root, schema.$ref, at), schema.$ref)
    if ('const' in schema) return () => schema.const
    if (Array.isArray(schema.enum)) {
      const values: unknown[] = schema.enum
      if (values.length === 0) throw optionsError(`schema: ${at}/enum is empty`)
      return (draws) => draws.pick(values)
    }
    if (Array.isArray(schema.allOf)) return makerOf(merged(root, schema, at), `${at}/allOf`)
    for (const choice of ['oneOf', 'anyOf'] as const) {
      const list = schema[choice]
      if (!Array.isArray(list)) continue
      const { [choice]: _, ...rest } = schema
      const makers = list.map((one, i) => makerOf(merged(root, { ...rest, allOf: [one] }, at), `${at}/${choice}/${i}`))
      return (draws, depth) => draws.pick(makers)(draws, depth)
    }
    const types = typeNames(schema)
    const makers = types.map((type) => ofType(type, schema, at))
    return (draws, depth) => draws.pick(makers)(draws, depth)
  }
  const ofType = (type: string, schema: Readonly<Record<string, unknown>>, at: string): Make => {
    switch (type) {
      case 'null':
        return () => null
      case 'boolean':
        return (draws) => draws.below(2) === 1
      case 'integer':
      case 'number':
        return numberMaker(schema, type === 'integer', at)
      case 'string':
        return stringMaker(schema, at)
      case 'array':
        return arrayMaker(schema, at)
      case 'object':
        return objectMaker(schema, at)
      default:
        throw optionsError(`schema: ${at}/type: ${type} is no type`)
    }
  }
  const arrayMaker = (schema: Readonly<Record<string, unknown>>, at: string): Make => {
    const prefix = Array.isArray(schema.prefixItems)
      ? schema.prefixItems.map((item, i) => makerOf(item, `${at}/prefixItems/${i}`))
      : []
    const items = schema.items === false ? undefined : makerOf(schema.items ?? true, `${at}/items`)
    const least = numberOf(schema.minItems) ?? prefix.length
    const most = items ? (numberOf(schema.maxItems) ?? Math.max(least, prefix.length, least + 3)) : prefix.length
    if (most < least) throw optionsError(`schema: ${at}: maxItems is below minItems`)
    return (draws, depth) => {
      const wanted = depth > DEEP ? least : draws.between(least, most)
      const list: unknown[] = []
      const seen = new Set<string>()
      for (let tries = 0; list.length < wanted && tries < wanted * 20 + 20; tries++) {
        const value = (prefix[list.length] ?? items ?? (() => null))(draws, depth + 1)
        if (schema.uniqueItems === true) {
          const key = JSON.stringify(value)
          if (seen.has(key)) continue
          seen.add(key)
        }
        list.push(value)
      }
      if (list.length < least) throw optionsError(`schema: ${at}: ${least} distinct items were not found`)
      return list
    }
  }
  const objectMaker = (schema: Readonly<Record<string, unknown>>, at: string): Make => {
    const properties = isObject(schema.properties) ? schema.properties : {}
    const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : [])
    const names = [...new Set([...Object.keys(properties), ...required])]
    const makers = names.map((name) =>
      makerOf(Object.hasOwn(properties, name) ? properties[name] : true, `${at}/properties/${name}`),
    )
    const least = numberOf(schema.minProperties) ?? 0
    const most = numberOf(schema.maxProperties) ?? Number.POSITIVE_INFINITY
    if (required.size > most)
      throw optionsError(`schema: ${at}: more properties are required than maxProperties allows`)
    const extra =
      schema.additionalProperties === false
        ? undefined
        : makerOf(
            isObject(schema.additionalProperties) ? schema.additionalProperties : true,
            `${at}/additionalProperties`,
          )
    if (names.length < least && !extra) throw optionsError(`schema: ${at}: minProperties asks for more than there are`)
    return (draws, depth) => {
      const result: Record<string, unknown> = {}
      let left = most - required.size
      // Optional properties are needed where the others don't reach minProperties.
      let missing = least - required.size
      names.forEach((name, i) => {
        const isRequired = required.has(name)
        const wanted = isRequired || missing > 0 || (depth <= DEEP && draws.below(4) > 0)
        if (!wanted || (!isRequired && left <= 0)) return
        if (!isRequired) {
          left--
          missing--
        }
        define(result, name, makers[i]!(draws, depth + 1))
      })
      for (let i = 1; missing > 0; i++, missing--) define(result, `property${i}`, extra!(draws, depth + 1))
      return result
    }
  }
  const make = makerOf(root, '#')
  return (draws) => make(draws, 0)
}

/** A property named __proto__ is a property too. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}
