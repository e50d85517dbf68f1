import { type Parts, partIn, textIn } from '../../format/parts.ts'
import type { ConstraintDesign, End, RelationDesign } from './design.ts'

/** A relation or a constraint in a line. */
export function ruleWords(rule: RelationDesign | ConstraintDesign): string {
  const words = 'child' in rule ? relationWords(rule) : constraintWords(rule)
  return rule.name === '' ? words : `${rule.name}: ${words}`
}

function relationWords({ type, child, parents }: RelationDesign): string {
  const all = parents.map(endWords).join(' or ')
  if (type === 'many-to-many') return `${all} and ${endWords(child)}, many to many`
  const how = type === 'one-to-one' ? ', at most one for each' : ''
  return `${endWords(child)} points at ${all}${how}`
}

function endWords({ entity, fields }: End): string {
  if (fields.length === 0) return entity
  return fields.length === 1 ? `${entity}.${fields[0]}` : `${entity} (${fields.join(', ')})`
}

function constraintWords({ type, entity, fields, definition }: ConstraintDesign): string {
  const of = endWords({ entity, fields })
  switch (type) {
    case 'unique':
      return `${of} is unique`
    case 'range':
      return `${of} is from ${bound(definition, 'min')} to ${bound(definition, 'max')}`
    case 'enum':
      return `${of} is one of ${listed(definition.values)}`
    case 'order':
      return `${entity}: ${fields.join(definition.strict === true ? ' < ' : ' ≤ ')}`
    case 'check':
      return `${entity}: ${textIn(definition, 'expression')}`
    case 'conditional':
      return `${entity}: where ${textIn(definition, 'when')}, ${textIn(definition, 'then')}`
    default:
      return `${entity}: ${type}`
  }
}

function bound(definition: Parts, name: string): string {
  const value = definition[name]
  return value === undefined ? 'anything' : String(value)
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : 'nothing'
}

/** Of a side of a line in the diagram: how many rows of the child there are for each row of the parent. */
export function cardinalityOf({ type, definition }: RelationDesign): {
  readonly parent: string
  readonly child: string
} {
  const { optional } = definition
  const mayLack = optional !== undefined && optional !== false && optional !== 0
  if (type === 'many-to-many') return { parent: '0..n', child: '0..n' }
  return { parent: mayLack ? '0..1' : '1', child: type === 'one-to-one' ? '0..1' : '0..n' }
}

export function throughOf({ definition }: RelationDesign): string {
  return textIn(partIn(definition, 'through'), 'entity')
}
