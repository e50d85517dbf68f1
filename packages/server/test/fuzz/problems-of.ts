import { type Document, resolved, type Schema } from './document.ts'

const known = new Set(
  `$ref type format pattern enum const minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems items prefixItems
properties required additionalProperties propertyNames anyOf oneOf allOf not description default example examples title`.split(
    /\s+/,
  ),
)

const formats: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
}

/** What of a value is not as its schema says, with where. Written from the standard alone, without the library that makes the schemas. */
export function problemsOf(value: unknown, given: Schema, document: Pick<Document, 'schemas'>, at = '$'): string[] {
  for (const keyword of Object.keys(given))
    if (!known.has(keyword)) return [`${at}: no keyword ${keyword} is known here`]
  const schema = resolved(given, document)
  const within = (part: unknown, of: Schema, where: string) => problemsOf(part, of, document, where)
  const problems: string[] = []
  const say = (text: string) => problems.push(`${at}: ${text}`)

  const types = schema.type === undefined ? undefined : [schema.type].flat()
  if (types && !types.some((type) => isOf(type, value))) return [`${at}: ${nameOf(value)} is no ${types.join(' or ')}`]
  if (schema.enum && !schema.enum.some((one) => same(one, value))) say(`${text(value)} is none of ${text(schema.enum)}`)
  if ('const' in schema && !same(schema.const, value)) say(`${text(value)} is not ${text(schema.const)}`)
  if (schema.allOf) problems.push(...schema.allOf.flatMap((one) => within(value, one, at)))
  for (const [either, only] of [
    [schema.anyOf, false],
    [schema.oneOf, true],
  ] as const) {
    if (!either) continue
    const tried = either.map((one) => within(value, one, at))
    const right = tried.filter(({ length }) => length === 0).length
    if (right === 0) say(`it is none of ${either.length}: ${tried.map(([first]) => first).join(' | ')}`)
    if (only && right > 1) say(`it is ${right} of those that it may be one of`)
  }
  if (schema.not && within(value, schema.not, at).length === 0) say('it is what it must not be')

  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) say(`${value} is below ${schema.minimum}`)
    if (schema.maximum !== undefined && value > schema.maximum) say(`${value} is above ${schema.maximum}`)
    if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) say(`${value} is too small`)
    if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum) say(`${value} is too large`)
  }
  if (typeof value === 'string') {
    const { length } = [...value]
    if (schema.minLength !== undefined && length < schema.minLength) say(`${length} characters are too few`)
    if (schema.maxLength !== undefined && length > schema.maxLength) say(`${length} characters are too many`)
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) say(`not of ${schema.pattern}`)
    const format = schema.format === undefined ? undefined : formats[schema.format]
    if (format && !format.test(value)) say(`${text(value)} is no ${schema.format}`)
  }
  if (Array.isArray(value)) {
    if (schema.minItems !== undefined && value.length < schema.minItems) say('too few items')
    if (schema.maxItems !== undefined && value.length > schema.maxItems) say('too many items')
    const { items, prefixItems = [] } = schema
    for (const [i, item] of value.entries()) {
      const of = prefixItems[i] ?? items
      if (of) problems.push(...within(item, of, `${at}[${i}]`))
    }
  } else if (typeof value === 'object' && value !== null) {
    const { properties = {}, required = [], additionalProperties, propertyNames } = schema
    for (const name of required) if (!Object.hasOwn(value, name)) say(`${name} is missing`)
    for (const [name, part] of Object.entries(value)) {
      const of = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (of) problems.push(...within(part, of, `${at}.${name}`))
      else if (additionalProperties === false) say(`${name} is nothing that it has`)
      else if (typeof additionalProperties === 'object')
        problems.push(...within(part, additionalProperties, `${at}.${name}`))
      if (propertyNames) problems.push(...within(name, propertyNames, `${at} ${name}`))
    }
  }
  return problems
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

function nameOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function text(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200)
}
