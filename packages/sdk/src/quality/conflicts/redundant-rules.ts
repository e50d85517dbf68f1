import { compareScalars, contains, type Domain } from '../../model/expression/domain.ts'
import type { Redundancy } from './conflict.ts'
import { Consistency, leastOf, mostOf } from './consistency.ts'
import { type Demand, keyOfPlace } from './demand.ts'
import { minimalSet } from './minimal-set.ts'
import type { RuleModel } from './rule-models.ts'

/**
 * Rules that others imply, the later ones first, so that of two that say the same the earlier stays. A rule that lets
 * rows break it implies only one that lets as many; a rule with a rest says more than is known here, unless it is the
 * same letter by letter.
 */
export function redundantRules(models: readonly RuleModel[]): Redundancy[] {
  const found: Redundancy[] = []
  const left = new Set(models)
  const near = neighboursOf(models)
  const said = new Map(models.map((model) => [model, textOf(model)]))
  for (const model of models.toReversed()) {
    const others = near(model).filter((other) => other !== model && left.has(other) && mayImply(other, model))
    const same = others.find((other) => said.get(other) === said.get(model))
    const implies = (some: readonly RuleModel[]): boolean =>
      model.rest === undefined && model.demands.length > 0 && model.demands.every((demand) => isImplied(demand, some))
    const implying = same !== undefined ? [same] : implies(others) ? minimalSet(others, implies) : []
    // What is contradicted implies everything: that is a conflict, and told as one.
    if (implying.length === 0 || new Consistency(implying.flatMap(({ demands }) => demands)).contradicted) continue
    found.push({ rule: model.rule.id, impliedBy: implying.map(({ rule }) => rule.id) })
    left.delete(model)
  }
  return found.reverse()
}

/** The rules that can say something of a rule's columns: by themselves, or by orders and references between. */
function neighboursOf(models: readonly RuleModel[]): (model: RuleModel) => readonly RuleModel[] {
  const byPlace = new Map<string, RuleModel[]>()
  const placesOf = ({ about, rule }: RuleModel): readonly string[] => (about.length > 0 ? about : [rule.entity])
  for (const model of models)
    for (const place of placesOf(model)) {
      const list = byPlace.get(place)
      if (list) list.push(model)
      else byPlace.set(place, [model])
    }
  return (model) => {
    const places = new Set(placesOf(model))
    const found = new Set<RuleModel>()
    for (const place of places)
      for (const other of byPlace.get(place) ?? []) {
        found.add(other)
        if (other.demands.some(({ kind }) => kind === 'order' || kind === 'reference' || kind === 'determines'))
          for (const next of other.about) places.add(next)
      }
    return models.filter((other) => found.has(other))
  }
}

/** About the same rows, or more of them, and no more lenient. */
function mayImply(other: RuleModel, { rule, tolerated }: RuleModel): boolean {
  return (
    (other.rule.where === undefined || (other.rule.where === rule.where && other.rule.entity === rule.entity)) &&
    other.tolerated <= tolerated &&
    (other.tolerated === 0 || (other.rule.fail?.count ?? 0) <= (rule.fail?.count ?? 0))
  )
}

/** All that it demands, letter by letter. */
function textOf({ rule }: RuleModel): string {
  const { id: _id, description: _text, severity: _severity, from: _from, warn: _warn, fail: _fail, ...demand } = rule
  return JSON.stringify(Object.entries(demand).sort(([x], [y]) => (x < y ? -1 : 1)))
}

function isImplied(demand: Demand, by: readonly RuleModel[]): boolean {
  const demands = by.flatMap((model) => model.demands)
  const state = new Consistency(demands)
  if (state.contradicted) return false
  switch (demand.kind) {
    case 'not null':
      return state.notNull.has(keyOfPlace(demand.at))
    case 'domain': {
      const known = state.domainOf(demand.at)
      return known !== undefined && liesWithin(known, demand.domain)
    }
    case 'order':
      return isOrdered(state, demand)
    case 'unique':
      return demands.some(
        (other) =>
          other.kind === 'unique' &&
          other.entity === demand.entity &&
          other.columns.every((column) => demand.columns.includes(column)),
      )
    case 'determines':
      return isDetermined(state, demands, demand)
    case 'reference':
      return demands.some((other) => other.kind === 'reference' && JSON.stringify(other) === JSON.stringify(demand))
    case 'type':
    case 'format':
      return demands.some((other) => JSON.stringify(other) === JSON.stringify(demand))
    case 'rows':
      return demands.some(
        (other) =>
          other.kind === 'rows' && other.entity === demand.entity && other.min >= demand.min && other.max <= demand.max,
      )
    case 'null':
    case 'never':
    case 'different':
    case 'distinct':
    case 'statistic':
      return false
  }
}

/** By what other columns determine, over columns that are never null; a key determines everything. */
function isDetermined(
  { notNull }: Consistency,
  demands: readonly Demand[],
  { entity, from, to }: Extract<Demand, { kind: 'determines' }>,
): boolean {
  const known = new Set(from)
  for (let size = -1; size !== known.size; ) {
    size = known.size
    for (const other of demands) {
      if (other.kind === 'unique' && other.entity === entity && other.columns.every((column) => known.has(column)))
        return true
      if (other.kind !== 'determines' || other.entity !== entity || !other.from.every((column) => known.has(column)))
        continue
      if (other.to === to) return true
      if (notNull.has(keyOfPlace({ entity, column: other.to }))) known.add(other.to)
    }
  }
  return false
}

/** Whether every value of the one is a value of the other. */
function liesWithin(inner: Domain, outer: Domain): boolean {
  if (inner.allowed !== undefined) return inner.allowed.every((value) => contains(outer, value))
  if (outer.allowed !== undefined) return false
  return (
    isTighter(inner, outer, 'min', 1) &&
    isTighter(inner, outer, 'max', -1) &&
    outer.excluded.every((value) => !contains(inner, value)) &&
    outer.minLength <= inner.minLength &&
    outer.maxLength >= inner.maxLength &&
    outer.patterns.every((pattern) =>
      inner.patterns.some(
        ({ source, negated, ignoreCase }) =>
          source === pattern.source && negated === pattern.negated && ignoreCase === pattern.ignoreCase,
      ),
    )
  )
}

function isTighter(inner: Domain, outer: Domain, end: 'min' | 'max', direction: 1 | -1): boolean {
  const [own, wanted] = [inner[end], outer[end]]
  if (wanted === undefined) return true
  if (own === undefined) return false
  const order = compareScalars(inner.type, own.value, wanted.value)
  return order !== undefined && (order * direction > 0 || (order === 0 && (wanted.inclusive || !own.inclusive)))
}

/** By bounds, or by orders over columns between that are never null. */
function isOrdered(state: Consistency, { lesser, greater, strict }: Extract<Demand, { kind: 'order' }>): boolean {
  const [low, high] = [state.domainOf(lesser), state.domainOf(greater)]
  const [most, least] = [low && mostOf(low), high && leastOf(high)]
  if (low !== undefined && most !== undefined && least !== undefined) {
    const order = compareScalars(low.type, most.value, least.value)
    if (order !== undefined && (order < 0 || (order === 0 && (!strict || !most.inclusive || !least.inclusive))))
      return true
  }
  return isReached(state, keyOfPlace(lesser), keyOfPlace(greater), strict)
}

function isReached(state: Consistency, from: string, to: string, strict: boolean): boolean {
  const seen = new Set<string>()
  const open = [{ at: from, strictly: false }]
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    for (const order of state.orders) {
      if (keyOfPlace(order.lesser) !== step.at) continue
      const next = { at: keyOfPlace(order.greater), strictly: step.strictly || order.strict }
      if (next.at === to && (next.strictly || !strict)) return true
      const key = JSON.stringify(next)
      if (seen.has(key) || !state.notNull.has(next.at)) continue
      seen.add(key)
      open.push(next)
    }
  }
  return false
}
