import { componentsOf } from '../../model/components.ts'
import type { Rule } from '../rules.ts'
import type { Conflict, RuleConflicts, Undecided } from './conflict.ts'
import { Consistency } from './consistency.ts'
import type { Demand } from './demand.ts'
import { minimalSet } from './minimal-set.ts'
import { redundantRules } from './redundant-rules.ts'
import { conditionOf, modelsOf, type RuleModel } from './rule-models.ts'

/**
 * Holds rules against each other: types, bounds, lists, lengths, patterns of a bounded form, named formats by their
 * lengths, nulls, orders, equal and referring columns, keys and counts of rows. A conflict is between rules that no row
 * with values in their columns can meet, or no table with so many rows. Rules with a condition are held against those
 * without one and those with the same. Every conflict that is told is one; what was not looked into is undecided.
 */
export function findConflicts(rules: readonly Rule[]): RuleConflicts {
  const models = modelsOf(rules)
  const conflicts: Conflict[] = []
  const seen = new Set<string>()
  for (const context of contextsOf(models, rules))
    for (const component of connected(context.models))
      for (const found of conflictsIn(component, context.demands)) {
        const ids = found.map(({ rule }) => rule.id)
        const key = JSON.stringify(ids.toSorted())
        if (seen.has(key)) continue
        seen.add(key)
        conflicts.push({ rules: ids, message: messageOf(found, context.where) })
      }
  return { conflicts, redundant: redundantRules(models), undecided: undecidedOf(models) }
}

const mostConflicts = 50

interface Context {
  readonly where: string | undefined
  readonly models: readonly RuleModel[]
  /** Of the condition. */
  readonly demands: readonly Demand[]
}

/** Rules that are about all rows, and with them those about the same ones. */
function contextsOf(models: readonly RuleModel[], rules: readonly Rule[]): Context[] {
  const free = models.filter(({ rule }) => rule.where === undefined)
  const bound = new Map<string, RuleModel[]>()
  for (const model of models) {
    const { where, entity } = model.rule
    if (where === undefined) continue
    const key = JSON.stringify([entity, where])
    bound.set(key, [...(bound.get(key) ?? []), model])
  }
  return [
    { where: undefined, models: free, demands: [] },
    ...[...bound.values()].map((own): Context => {
      const { where = '', entity } = own[0]!.rule
      // How many rows there are is said of all of them.
      const others = free.filter(({ demands }) => demands.every(({ kind }) => kind !== 'rows' && kind !== 'unique'))
      return { where, models: [...others, ...own], demands: conditionOf(where, entity, rules).demands }
    }),
  ]
}

/** Rules that share no column with each other cannot be in each other's way. */
function connected(models: readonly RuleModel[]): RuleModel[][] {
  const neighbours = new Map<string, string[]>()
  for (const { about } of models)
    for (const place of about) neighbours.set(place, [...(neighbours.get(place) ?? []), ...about])
  const component = new Map(
    componentsOf([...neighbours.keys()], neighbours).flatMap((places, at) =>
      places.map((place) => [place, at] as const),
    ),
  )
  const groups = new Map<number, RuleModel[]>()
  for (const model of models) {
    const at = component.get(model.about[0] ?? '')
    if (at !== undefined) groups.set(at, [...(groups.get(at) ?? []), model])
  }
  return [...groups.values()]
}

function* conflictsIn(models: readonly RuleModel[], given: readonly Demand[]): Generator<readonly RuleModel[]> {
  const impossible = (some: readonly RuleModel[]): boolean =>
    new Consistency([...given, ...some.flatMap(({ demands }) => demands)]).contradicted
  let left = models
  for (let count = 0; count < mostConflicts && impossible(left); count++) {
    const found = minimalSet(left, impossible)
    // The condition alone is never true: then its rules say nothing, and are in nobody's way.
    if (found.length === 0) return
    // Where all of them may be broken by some rows, each row may break one of them.
    if (found.reduce((sum, { tolerated }) => sum + tolerated, 0) < 1) yield found
    left = left.filter((model) => model !== found.at(-1))
  }
}

function messageOf(found: readonly RuleModel[], where: string | undefined): string {
  const [only] = found
  const rows = where === undefined ? 'a row' : `a row of which ${where} is true`
  const ids = found.map(({ rule }) => rule.id).join(', ')
  const spared = found.some(({ tolerated }) => tolerated > 0) ? '; what they tolerate is not enough for it' : ''
  return found.length === 1 && only !== undefined
    ? `${ids}: nothing can meet it${spared}`
    : `${ids}: ${rows} with values there cannot meet all of them, and without any one of them it can${spared}`
}

/** Rules whose rest touches columns that other rules are about, or that are about nothing that is compared. */
function undecidedOf(models: readonly RuleModel[]): Undecided[] {
  return models.flatMap(({ rule, rest }) => (rest === undefined ? [] : [{ rule: rule.id, why: rest }]))
}
