import { z } from 'zod'
import type { RuleGroup, RuleKind } from './rule-kind.ts'
import { complete } from './rules/complete.ts'
import { conditional } from './rules/conditional.ts'
import { duplicateRows } from './rules/duplicate-rows.ts'
import { expressionTrue } from './rules/expression-true.ts'
import { foreignKey } from './rules/foreign-key.ts'
import { inSet } from './rules/in-set.ts'
import { length } from './rules/length.ts'
import { missingMarkers } from './rules/missing-markers.ts'
import { notInSet } from './rules/not-in-set.ts'
import { notNull } from './rules/not-null.ts'
import { pairEqual } from './rules/pair-equal.ts'
import { pairGreater } from './rules/pair-greater.ts'
import { primaryKey } from './rules/primary-key.ts'
import { range } from './rules/range.ts'
import { rowCount } from './rules/row-count.ts'
import { tupleInSet } from './rules/tuple-in-set.ts'
import { unique } from './rules/unique.ts'

/** The rules of each list of a file: a rule stands in the list of its type. */
export const completenessRuleSchema = z.discriminatedUnion('type', [
  notNull.schema,
  missingMarkers.schema,
  complete.schema,
  rowCount.schema,
])

export const consistencyRuleSchema = z.discriminatedUnion('type', [
  unique.schema,
  primaryKey.schema,
  duplicateRows.schema,
  foreignKey.schema,
  pairGreater.schema,
  pairEqual.schema,
  tupleInSet.schema,
])

export const formatRuleSchema = z.discriminatedUnion('type', [
  range.schema,
  inSet.schema,
  notInSet.schema,
  length.schema,
])

export const businessRuleSchema = z.discriminatedUnion('type', [expressionTrue.schema, conditional.schema])

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
  unique,
  primaryKey,
  duplicateRows,
  foreignKey,
  pairGreater,
  pairEqual,
  tupleInSet,
  range,
  inSet,
  notInSet,
  length,
  expressionTrue,
  conditional,
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
