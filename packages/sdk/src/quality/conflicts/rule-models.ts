import type { FieldTypes } from '../../model/expression/narrow.ts'
import type { FieldType } from '../../model/schema.ts'
import type { Rule } from '../rules.ts'
import { type Demand, type Demands, keyOfPlace } from './demand.ts'
import { demandsOf } from './demands-of.ts'

/** A rule with what it demands. */
export interface RuleModel extends Demands {
  readonly rule: Rule
  /** The share of rows that may break it. */
  readonly tolerated: number
  /** Columns and entities that it is about. */
  readonly about: readonly string[]
}

export function modelsOf(rules: readonly Rule[]): readonly RuleModel[] {
  const types = typesOf(rules)
  return rules.map((rule) => {
    const known = types.get(rule.entity) ?? new Map()
    const demands = demandsOf(rule, known)
    const { fail } = rule
    const tolerated = Math.max(fail?.share ?? 0, fail?.count !== undefined && fail.count > 0 ? Number.EPSILON : 0)
    return { rule, ...demands, tolerated, about: [...new Set(demands.demands.flatMap(placesOf))] }
  })
}

/** The condition of a rule, as demands on the rows that it is about. */
export function conditionOf(where: string, entity: string, rules: readonly Rule[]): Demands {
  return demandsOf(
    { id: 'where', entity, type: 'expressionTrue', expression: where },
    typesOf(rules).get(entity) ?? new Map(),
  )
}

/** What rules say of the types of columns: by their type, or by the numbers that bound them. */
function typesOf(rules: readonly Rule[]): ReadonlyMap<string, FieldTypes> {
  const types = new Map<string, Map<string, { type: FieldType }>>()
  const say = (entity: string, column: string, type: FieldType): void => {
    const own = types.get(entity) ?? new Map<string, { type: FieldType }>()
    types.set(entity, own)
    if (!own.has(column)) own.set(column, { type })
  }
  // That a number is whole is one rule's demand, and nothing that others are read by.
  for (const rule of rules)
    if (rule.type === 'type') say(rule.entity, rule.column, rule.is === 'integer' ? 'decimal' : rule.is)
  for (const rule of rules) {
    if (rule.type === 'range') {
      const bound = rule.min ?? rule.max
      if (typeof bound === 'number') say(rule.entity, rule.column, 'decimal')
    } else if (rule.type === 'length' || rule.type === 'regex') say(rule.entity, rule.column, 'text')
    else if (rule.type === 'inSet') {
      if (rule.values.every((value) => typeof value === 'number')) say(rule.entity, rule.column, 'decimal')
      else if (rule.values.every((value) => typeof value === 'string')) say(rule.entity, rule.column, 'text')
    }
  }
  return types
}

function placesOf(demand: Demand): string[] {
  switch (demand.kind) {
    case 'order':
      return [keyOfPlace(demand.lesser), keyOfPlace(demand.greater)]
    case 'different':
      return demand.places.map(keyOfPlace)
    case 'reference':
      return [keyOfPlace(demand.child), keyOfPlace(demand.parent)]
    case 'unique':
      return [demand.entity, ...demand.columns.map((column) => keyOfPlace({ entity: demand.entity, column }))]
    case 'determines':
      return [...demand.from, demand.to].map((column) => keyOfPlace({ entity: demand.entity, column }))
    case 'rows':
    case 'never':
      return [demand.entity]
    case 'domain':
    case 'type':
    case 'format':
    case 'not null':
    case 'null':
    case 'distinct':
    case 'statistic':
      return [keyOfPlace(demand.at)]
  }
}
