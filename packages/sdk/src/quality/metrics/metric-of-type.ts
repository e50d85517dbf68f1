import type { MetricName } from '../quality-metrics.ts'
import type { RuleType } from '../rules.ts'

export type MeasuredMetric = Exclude<MetricName, 'accuracy'>

/**
 * The metric that a rule takes part in; each takes part in one. Rules about a whole entity have neither cells nor rows to
 * count: whatever their dimension, they are complied with or not.
 */
export const metricOfType: { readonly [T in RuleType]: MeasuredMetric } = {
  notNull: 'completeness',
  missingMarkers: 'completeness',
  complete: 'completeness',
  rowCount: 'businessRuleCompliance',
  noGaps: 'businessRuleCompliance',
  unique: 'uniqueness',
  primaryKey: 'uniqueness',
  distinctCount: 'businessRuleCompliance',
  duplicateRows: 'uniqueness',
  functionalDependency: 'consistency',
  foreignKey: 'consistency',
  childrenPerParent: 'consistency',
  pairGreater: 'consistency',
  pairEqual: 'consistency',
  tupleInSet: 'consistency',
  monotonic: 'consistency',
  columns: 'businessRuleCompliance',
  type: 'validity',
  range: 'validity',
  inSet: 'validity',
  notInSet: 'validity',
  distinctSet: 'businessRuleCompliance',
  regex: 'validity',
  namedFormat: 'validity',
  length: 'validity',
  consistentCasing: 'validity',
  expressionTrue: 'businessRuleCompliance',
  conditional: 'businessRuleCompliance',
  sumEquals: 'businessRuleCompliance',
  ratioOfSums: 'businessRuleCompliance',
  aggregate: 'businessRuleCompliance',
  correlation: 'businessRuleCompliance',
  zScore: 'businessRuleCompliance',
  freshness: 'businessRuleCompliance',
  withinParent: 'consistency',
  mutuallyExclusiveRanges: 'consistency',
  stateMachine: 'businessRuleCompliance',
  eventOrder: 'businessRuleCompliance',
}
