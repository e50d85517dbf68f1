import type { JsonNode, Steps } from '../../format/json-tree.ts'
import { memberOf, nodeAt } from '../../format/json-tree.ts'
import { type Parts, partIn, partsOf, textIn } from '../../format/parts.ts'

/** What a JSON Schema says of one place of a document. */
export interface Said {
  readonly schema: Parts
  readonly description: string
}

/** Every form that the part at that place may have, given what stands there and around it. */
export function formsAt(form: Parts, root: JsonNode | undefined, steps: Steps): Said[] {
  let all = alternatives(form, form, root)
  for (const [i, step] of steps.entries()) {
    const node = nodeAt(root, steps.slice(0, i + 1))
    all = all.flatMap(({ schema }) => {
      const child = typeof step === 'number' ? schema.items : memberForm(schema, step)
      return child === undefined ? [] : alternatives(form, partsOf(child), node)
    })
  }
  return all
}

/** The members that a part may have, by name, with what each is for. */
export function membersAt(form: Parts, root: JsonNode | undefined, steps: Steps): Map<string, Said> {
  const members = new Map<string, Said>()
  for (const { schema } of formsAt(form, root, steps)) {
    for (const [name, given] of Object.entries(partIn(schema, 'properties'))) {
      if (!members.has(name)) members.set(name, withItems(form, oneOf(alternatives(form, partsOf(given), undefined))))
    }
  }
  return members
}

/** Of several forms no more is said than what they are of. */
function oneOf(all: readonly Said[]): Said {
  const [first = { schema: {}, description: '' }] = all
  const types = [...new Set(all.map(({ schema }) => schema.type))]
  return all.length < 2 ? first : { ...first, schema: { type: types.length === 1 ? types[0] : types } }
}

/** With what the items of a list are, where that stands elsewhere in the form. */
function withItems(form: Parts, said: Said): Said {
  const { items } = said.schema
  if (items === undefined) return said
  return { ...said, schema: { ...said.schema, items: oneOf(expanded(form, partsOf(items), '')).schema } }
}

/** The values that are all that a part may have, where there are few. */
export function valuesAt(
  form: Parts,
  root: JsonNode | undefined,
  steps: Steps,
): { readonly value: unknown; readonly said: string }[] {
  return formsAt(form, root, steps).flatMap(({ schema, description }) => {
    const values = Array.isArray(schema.enum)
      ? schema.enum
      : 'const' in schema
        ? [schema.const]
        : schema.type === 'boolean'
          ? [true, false]
          : []
    return values.map((value: unknown) => ({ value, said: description }))
  })
}

function memberForm(schema: Parts, name: string): unknown {
  const known = partIn(schema, 'properties')[name]
  return known ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined)
}

function alternatives(form: Parts, schema: Parts, node: JsonNode | undefined): Said[] {
  const all = expanded(form, schema, '')
  const fitting = all.filter((one) => fits(form, one.schema, node))
  return fitting.length > 0 ? fitting : all
}

function expanded(form: Parts, schema: Parts, around: string): Said[] {
  const description = textIn(schema, 'description') || around
  const { $ref, anyOf, oneOf } = schema
  if (typeof $ref === 'string')
    return expanded(form, partIn(partIn(form, '$defs'), $ref.replace('#/$defs/', '')), description)
  const several = Array.isArray(anyOf) ? anyOf : oneOf
  if (!Array.isArray(several)) return [{ schema, description }]
  return several.flatMap((one: unknown) => expanded(form, partsOf(one), description))
}

/** An alternative is another one's where what stands there is of another type, or says a word that is not its own. */
function fits(form: Parts, schema: Parts, node: JsonNode | undefined): boolean {
  if (!node) return true
  if (node.is === 'list') return schema.type === 'array'
  if (node.is === 'value') return schema.type !== 'array' && schema.type !== 'object'
  if (schema.type !== 'object') return false
  return Object.entries(partIn(schema, 'properties')).every(([name, given]) => {
    const said = memberOf(node, name)?.value
    if (said?.is !== 'value') return true
    return expanded(form, partsOf(given), '').some(({ schema: one }) => {
      if (Array.isArray(one.enum)) return one.enum.includes(said.value)
      return !('const' in one) || one.const === said.value
    })
  })
}
