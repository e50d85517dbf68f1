import { z } from 'zod'
import type { RuleGroup, RuleKind } from './rule-kind.ts'
import { aggregate } from './rules/aggregate.ts'
import { childrenPerParent } from './rules/children-per-parent.ts'
import { columns } from './rules/columns.ts'
import { complete } from './rules/complete.ts'
import { conditional } from './rules/conditional.ts'
import { consistentCasing } from './rules/consistent-casing.ts'
import { correlation } from './rules/correlation.ts'
import { distinctCount } from './rules/distinct-count.ts'
import { distinctSet } from './rules/distinct-set.ts'
import { duplicateRows } from './rules/duplicate-rows.ts'
import { eventOrder } from './rules/event-order.ts'
import { expressionTrue } from './rules/expression-true.ts'
import { foreignKey } from './rules/foreign-key.ts'
import { freshness } from './rules/freshness.ts'
import { functionalDependency } from './rules/functional-dependency.ts'
import { inSet } from './rules/in-set.ts'
import { length } from './rules/length.ts'
import { missingMarkers } from './rules/missing-markers.ts'
import { monotonic } from './rules/monotonic.ts'
import { mutuallyExclusiveRanges } from './rules/mutually-exclusive-ranges.ts'
import { namedFormat } from './rules/named-format.ts'
import { noGaps } from './rules/no-gaps.ts'
import { notInSet } from './rules/not-in-set.ts'
import { notNull } from './rules/not-null.ts'
import { pairEqual } from './rules/pair-equal.ts'
import { pairGreater } from './rules/pair-greater.ts'
import { primaryKey } from './rules/primary-key.ts'
import { range } from './rules/range.ts'
import { ratioOfSums } from './rules/ratio-of-sums.ts'
import { regex } from './rules/regex.ts'
import { rowCount } from './rules/row-count.ts'
import { stateMachine } from './rules/state-machine.ts'
import { sumEquals } from './rules/sum-equals.ts'
import { tupleInSet } from './rules/tuple-in-set.ts'
import { type } from './rules/type.ts'
import { unique } from './rules/unique.ts'
import { withinParent } from './rules/within-parent.ts'
import { zScore } from './rules/z-score.ts'

/** The rules of each list of a file: a rule stands in the list of its type. */
export const completenessRuleSchema = z.discriminatedUnion('type', [
  notNull.schema,
  missingMarkers.schema,
  complete.schema,
  rowCount.schema,
  noGaps.schema,
])

export const consistencyRuleSchema = z.discriminatedUnion('type', [
  unique.schema,
  primaryKey.schema,
  distinctCount.schema,
  duplicateRows.schema,
  functionalDependency.schema,
  foreignKey.schema,
  childrenPerParent.schema,
  pairGreater.schema,
  pairEqual.schema,
  tupleInSet.schema,
  monotonic.schema,
  columns.schema,
])

export const formatRuleSchema = z.discriminatedUnion('type', [
  type.schema,
  range.schema,
  inSet.schema,
  notInSet.schema,
  distinctSet.schema,
  regex.schema,
  namedFormat.schema,
  length.schema,
  consistentCasing.schema,
])

export const businessRuleSchema = z.discriminatedUnion('type', [
  expressionTrue.schema,
  conditional.schema,
  sumEquals.schema,
  ratioOfSums.schema,
  aggregate.schema,
  correlation.schema,
  zScore.schema,
  freshness.schema,
  withinParent.schema,
  mutuallyExclusiveRanges.schema,
  stateMachine.schema,
  eventOrder.schema,
])

export type CompletenessRule = z.infer<typeof completenessRuleSchema>
export type ConsistencyRule = z.infer<typeof consistencyRuleSchema>
export type FormatRule = z.infer<typeof formatRuleSchema>
export type BusinessRule = z.infer<typeof businessRuleSchema>

/** Any rule that there is, told by its `type`. */
export type Rule = CompletenessRule | ConsistencyRule | FormatRule | BusinessRule
export type RuleType = Rule['type']
export type RuleOf<T extends RuleType> = Extract<Rule, { readonly type: T }>

/** The kinds by type, in the order in which pages list them. */
export const ruleKinds: { readonly [T in RuleType]: RuleKind<RuleOf<T>> } = {
  notNull,
  missingMarkers,
  complete,
  rowCount,
  noGaps,
  unique,
  primaryKey,
  distinctCount,
  duplicateRows,
  functionalDependency,
  foreignKey,
  childrenPerParent,
  pairGreater,
  pairEqual,
  tupleInSet,
  monotonic,
  columns,
  type,
  range,
  inSet,
  notInSet,
  distinctSet,
  regex,
  namedFormat,
  length,
  consistentCasing,
  expressionTrue,
  conditional,
  sumEquals,
  ratioOfSums,
  aggregate,
  correlation,
  zScore,
  freshness,
  withinParent,
  mutuallyExclusiveRanges,
  stateMachine,
  eventOrder,
}

/** A cast: the kind under a rule's type takes the rules of that type. */
export function kindOf(rule: Rule): RuleKind<Rule> {
  return ruleKinds[rule.type] as unknown as RuleKind<Rule>
}

export function isRuleType(type: string): type is RuleType {
  return Object.hasOwn(ruleKinds, type)
}

export function groupOf({ type }: { readonly type: RuleType }): RuleGroup {
  return ruleKinds[type].group
}
