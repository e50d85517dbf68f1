import { formatDate } from '../../model/calendar.ts'
import { compilePattern } from '../choice/pattern-language.ts'
import { optionsError } from '../define-kind.ts'
import { localeOf } from '../locale.ts'
import type { Draws } from '../scalar-draws.ts'
import { dayOf, WINDOW_FROM } from '../time/window.ts'

export type JsonSchema = boolean | { readonly [key: string]: unknown }
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function typeNames(schema: Readonly<Record<string, unknown>>): string[] {
  if (typeof schema.type === 'string') return [schema.type]
  if (Array.isArray(schema.type) && schema.type.length > 0) return schema.type.map(String)
  if ('properties' in schema || 'required' in schema) return ['object']
  if ('items' in schema || 'prefixItems' in schema) return ['array']
  if ('pattern' in schema || 'minLength' in schema || 'maxLength' in schema || 'format' in schema) return ['string']
  return ['integer']
}

/** A pointer inside of the same document: #/$defs/name. */
function resolve(root: JsonSchema, ref: string, at: string): unknown {
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
function merged(
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

function numberMaker(schema: Readonly<Record<string, unknown>>, whole: boolean, at: string): Make {
  const step = numberOf(schema.multipleOf) ?? (whole ? 1 : 0.01)
  if (!(step > 0)) throw optionsError(`schema: ${at}/multipleOf: a number above 0 is needed`)
  const above = numberOf(schema.exclusiveMinimum)
  const below = numberOf(schema.exclusiveMaximum)
  const most = numberOf(schema.maximum)
  const least =
    numberOf(schema.minimum) ?? above ?? (most ?? below ?? 0) - (most === undefined && below === undefined ? 0 : 1000)
  const limit = most ?? below ?? least + 1000 * Math.max(1, step)
  // Counted in steps, so that sums of a fraction stay exact.
  const inverse = Math.round(1 / step)
  const isFraction = step < 1 && Math.abs(inverse * step - 1) < 1e-9
  const at_ = (k: number) => (isFraction ? k / inverse : k * step)
  let first = Math.ceil(least / step - 1e-9)
  let last = Math.floor(limit / step + 1e-9)
  while (above !== undefined && at_(first) <= above) first++
  while (below !== undefined && at_(last) >= below) last--
  if (last < first) throw optionsError(`schema: ${at}: no number lies within its bounds`)
  const size = last - first + 1
  const drawn = (draws: Draws) => at_(first + Math.floor(draws.fraction() * size))
  if (!('multipleOf' in schema)) return drawn
  return (draws) => {
    // Validators divide: of a few decimal fractions, such as 0.28 by 0.01, the quotient is no whole number.
    let value = drawn(draws)
    for (let tries = 0; tries < 100 && !Number.isInteger(value / step); tries++) value = drawn(draws)
    return value
  }
}

const formats: Readonly<Record<string, (draws: Draws) => string>> = {
  date: (draws) => formatDate(dayOf(WINDOW_FROM) + draws.below(2192)),
  time: (draws) => `${clock(draws)}Z`,
  'date-time': (draws) => `${formatDate(dayOf(WINDOW_FROM) + draws.below(2192))}T${clock(draws)}Z`,
  email: (draws) => `${nameOf(draws)}@example.com`,
  hostname: (draws) => `${nameOf(draws)}.example.com`,
  uri: (draws) => `https://example.com/${nameOf(draws)}`,
  uuid: (draws) => {
    const hex = (length: number) => Array.from({ length }, () => draws.below(16).toString(16)).join('')
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[draws.below(4)]}${hex(3)}-${hex(12)}`
  },
  ipv4: (draws) => `10.${draws.below(256)}.${draws.below(256)}.${draws.between(1, 254)}`,
  ipv6: (draws) => `2001:db8::${draws.below(65536).toString(16)}:${draws.below(65536).toString(16)}`,
}

function clock(draws: Draws): string {
  const two = (most: number) => String(draws.below(most)).padStart(2, '0')
  return `${two(24)}:${two(60)}:${two(60)}`
}

function plainWords(): readonly string[] {
  return localeOf('en').words.lorem
}

function nameOf(draws: Draws): string {
  return `${draws.pick(plainWords())}-${draws.below(1000)}`
}

function stringMaker(schema: Readonly<Record<string, unknown>>, at: string): Make {
  const least = numberOf(schema.minLength) ?? 0
  const most = numberOf(schema.maxLength) ?? Number.POSITIVE_INFINITY
  if (most < least) throw optionsError(`schema: ${at}: maxLength is below minLength`)
  if (typeof schema.pattern === 'string') {
    // A pattern may match anywhere in a string; a string that it matches as a whole will do.
    const language = compilePattern(schema.pattern, { minLength: least, maxLength: most })
    return (draws) => language.draw(draws.fraction)
  }
  if (typeof schema.format === 'string') {
    const format = formats[schema.format]
    if (!format)
      throw optionsError(
        `schema: ${at}/format: ${schema.format} is not known`,
        `Known are ${Object.keys(formats).join(', ')}.`,
      )
    return (draws) => {
      const text = format(draws)
      if (text.length < least || text.length > most)
        throw optionsError(`schema: ${at}: ${schema.format} doesn't fit its lengths`)
      return text
    }
  }
  return (draws) => {
    let text: string = draws.pick(plainWords())
    while (text.length < least) text += ` ${draws.pick(plainWords())}`
    return text.slice(0, Math.max(least, Math.min(most, text.length))).replace(/ $/, 'a')
  }
}
