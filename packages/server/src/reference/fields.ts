import type { Parameter, Shape, Shapes } from './model.ts'

/** A property as a line of the reference. */
export interface FieldRow {
  /** entities[].columns[].name */
  readonly path: string
  readonly type: string
  readonly required: boolean
  readonly note: string
}

/** The properties of a body and of the objects in it, in the order of the document. */
export function fieldRows(shape: Shape, shapes: Shapes, base = ''): FieldRow[] {
  const whole = resolved(shape, shapes)
  const parts = whole.allOf ?? whole.oneOf ?? whole.anyOf
  if (parts && !whole.properties && base === '') return parts.flatMap((part) => fieldRows(part, shapes, base))
  if (whole.items) return fieldRows(whole.items, shapes, `${base}[]`)
  return Object.entries(whole.properties ?? {}).flatMap(([name, property]) => {
    const path = base === '' ? name : `${base}.${name}`
    const row = {
      path,
      type: typeName(property, shapes),
      required: whole.required?.includes(name) ?? false,
      note: noteOf(resolved(property, shapes)),
    }
    return [row, ...fieldRows(property, shapes, path)]
  })
}

/** The parts of a path, of a query or of the headers, as lines. */
export function parameterRows(parameters: readonly Parameter[], where: Parameter['in'], shapes: Shapes): FieldRow[] {
  return parameters
    .filter((one) => one.in === where)
    .map(({ name, required, description, schema }) => {
      const shape = resolved(schema, shapes)
      const said = description ?? shape.description
      const note = noteOf(said === undefined ? shape : { ...shape, description: said })
      return { path: name, type: typeName(schema, shapes), required, note }
    })
}

/** A value that a reader can send as it stands: every required property, by its example. */
export function exampleOf(shape: Shape, shapes: Shapes): unknown {
  const { example, enum: [first] = [], type, default: standard, ...whole } = resolved(shape, shapes)
  const { properties = {}, required = [], items, minimum } = whole
  if (example !== undefined) return example
  if (first !== undefined) return first
  if (standard !== undefined) return standard
  const [either] = whole.oneOf ?? whole.anyOf ?? whole.allOf ?? []
  if (either) return exampleOf(either, shapes)
  switch ([type].flat()[0]) {
    case 'string':
      return '…'
    case 'integer':
    case 'number':
      return minimum ?? 1
    case 'boolean':
      return true
    case 'array':
      return items ? [exampleOf(items, shapes)] : []
  }
  return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] ?? {}, shapes)]))
}

function resolved(shape: Shape, shapes: Shapes): Shape {
  const name = shape.$ref?.split('/').at(-1)
  return name === undefined ? shape : { ...shape, ...shapes[name] }
}

function typeName(shape: Shape, shapes: Shapes): string {
  if (shape.$ref !== undefined) return shape.$ref.split('/').at(-1) ?? ''
  const either = shape.anyOf ?? shape.oneOf
  if (either) return [...new Set(either.map((one) => typeName(one, shapes)))].join(' or ')
  if (shape.items) return `${typeName(shape.items, shapes) || 'any'}[]`
  return shape.type === undefined ? '' : [shape.type].flat().join(' or ')
}

function noteOf({ description, enum: choices, default: standard, minimum, maximum }: Shape): string {
  return [
    description === undefined ? undefined : sentence(description),
    choices ? `One of ${choices.join(', ')}.` : undefined,
    boundsOf(minimum, maximum),
    standard === undefined ? undefined : `Default ${JSON.stringify(standard)}.`,
  ]
    .filter((part) => part !== undefined)
    .join(' ')
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** What no whole number of JSON, or no count that a column holds, is beyond is no bound to speak of. */
function boundsOf(...bounds: (number | undefined)[]): string | undefined {
  const [min, max] = bounds.map((bound) => (Math.abs(bound ?? Infinity) < 2 ** 31 - 1 ? bound : undefined))
  if (min !== undefined && max !== undefined) return `${min} to ${max}.`
  if (min !== undefined) return `At least ${min}.`
  return max === undefined ? undefined : `At most ${max}.`
}
