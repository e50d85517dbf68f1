import { without } from '../../format/json-edits.ts'
import type { Steps } from '../../format/json-tree.ts'
import { type Parts, partsOf, textIn, textsIn } from '../../format/parts.ts'
import { type ConstraintDesign, type Design, designOf, type EntityDesign, type RelationDesign } from './design.ts'
import { names } from './expression-names.ts'

/** A text that is no JSON has no parts. */
export function read(text: string): Design {
  try {
    return designOf(JSON.parse(text))
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return designOf(undefined)
    throw thrown
  }
}

export function withoutAll(text: string, places: readonly Steps[]): string {
  // From the end on, so that the places before it stay where they are.
  const order = [...places].sort((a, b) => compare(b, a))
  return order.reduce(without, text)
}

function compare(a: Steps, b: Steps): number {
  for (const [i, step] of a.entries()) {
    const other = b[i]
    if (step === other) continue
    return typeof step === 'number' && typeof other === 'number' ? step - other : String(step) < String(other) ? -1 : 1
  }
  return 0
}

interface EndPlace {
  readonly steps: Steps
  /** The member that holds its fields. */
  readonly list: string
  readonly entity: string
  readonly fields: readonly string[]
}

export function endsOf({ steps, type, child, parents, definition }: RelationDesign): EndPlace[] {
  if (type === 'polymorphic') {
    const typeField = textIn(partsOf(definition.child), 'typeField')
    return [
      { steps: [...steps, 'child'], list: 'fields', ...child, fields: [...child.fields, typeField] },
      ...parents.map((end, i) => ({ steps: [...steps, 'parents', i], list: 'fields', ...end })),
    ]
  }
  const sides = type === 'many-to-many' ? ['right', 'left'] : ['child', 'parent']
  const two = [child, ...parents].map((end, i) => ({ steps: [...steps, sides[i] ?? ''], list: 'fields', ...end }))
  const joining = partsOf(definition.through)
  const entity = textIn(joining, 'entity')
  if (entity === '') return two
  return [
    ...two,
    ...['left', 'right'].map((list) => ({
      steps: [...steps, 'through'],
      list,
      entity,
      fields: textsIn(joining, list),
    })),
  ]
}

export function volumesOf(text: string): { readonly steps: Steps; readonly rule: Parts }[] {
  const rules = valueAt(JSON.parse(text), ['volume', 'entities'])
  if (!Array.isArray(rules)) return []
  return rules.map((rule: unknown, at) => ({ steps: ['volume', 'entities', at], rule: partsOf(rule) }))
}

export function expressionsOf(
  design: Design,
  entity: EntityDesign,
): { readonly steps: Steps; readonly text: string }[] {
  const computed = entity.fields.map(({ steps, definition }) => ({
    steps: [...steps, 'compute'],
    text: textIn(definition, 'compute'),
  }))
  const said = design.constraints
    .filter((one) => one.entity === entity.name)
    .flatMap(({ steps, definition }) =>
      ['expression', 'when', 'then'].map((part) => ({ steps: [...steps, part], text: textIn(definition, part) })),
    )
  return [...computed, ...said].filter(({ text }) => text !== '')
}

export function valueAt(document: unknown, steps: Steps): unknown {
  return steps.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    document,
  )
}

export function textsAt(document: unknown, steps: Steps): string[] {
  const list = valueAt(document, steps)
  return Array.isArray(list) ? list.map(String) : []
}

/** Relations and constraints that would go with an entity, or with a field of it. */
export function referringTo(design: Design, entity: string, field?: string): (RelationDesign | ConstraintDesign)[] {
  const isMeant = (one: { readonly entity: string; readonly fields: readonly string[] }) =>
    one.entity === entity && (field === undefined || one.fields.includes(field))
  return [
    ...design.relations.filter((relation) => endsOf(relation).some(isMeant)),
    ...design.constraints.filter(isMeant),
  ]
}

/** Expressions that would name a field that is gone: they are left to whoever wrote them. */
export function naming(design: Design, entity: EntityDesign, field: string): Steps[] {
  return expressionsOf(design, entity)
    .filter(({ text }) => names(text, field))
    .map(({ steps }) => steps)
}
