import type { Shape, Shapes } from './model.ts'

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

/** A value that a reader can send as it stands: every required property, by its example. */
export function exampleOf(shape: Shape, shapes: Shapes): unknown {
  const { example, properties = {}, required = [] } = resolved(shape, shapes)
  if (example !== undefined) return example
  return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] ?? {}, shapes)]))
}

function resolved(shape: Shape, shapes: Shapes): Shape {
  const name = shape.$ref?.split('/').at(-1)
  return name === undefined ? shape : { ...shape, ...shapes[name] }
}

function typeName(shape: Shape, shapes: Shapes): string {
  if (shape.$ref !== undefined) return shape.$ref.split('/').at(-1) ?? ''
  if (shape.anyOf) return shape.anyOf.map((one) => typeName(one, shapes)).join(' or ')
  if (shape.items) return `${typeName(shape.items, shapes) || 'any'}[]`
  return shape.type === undefined ? '' : [shape.type].flat().join(' or ')
}

function noteOf({ description, enum: choices, default: standard, minimum, maximum }: Shape): string {
  return [
    description,
    choices ? `One of ${choices.join(', ')}.` : undefined,
    boundsOf(minimum, maximum),
    standard === undefined ? undefined : `Default ${JSON.stringify(standard)}.`,
  ]
    .filter((part) => part !== undefined)
    .join(' ')
}

/** What every whole number of JSON is below and above is no bound to speak of. */
function boundsOf(...bounds: (number | undefined)[]): string | undefined {
  const [min, max] = bounds.map((bound) => (Math.abs(bound ?? Infinity) < Number.MAX_SAFE_INTEGER ? bound : undefined))
  if (min !== undefined && max !== undefined) return `${min} to ${max}.`
  if (min !== undefined) return `At least ${min}.`
  return max === undefined ? undefined : `At most ${max}.`
}
