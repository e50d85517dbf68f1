import { type Metric, type MetricName, metricNames, type QualityMetrics } from '../quality-metrics.ts'
import type { EntityCount, RuleResult } from '../quality-report.ts'
import { allRules, type QualityRules } from '../quality-rules.ts'
import type { Severity } from '../rule-base.ts'
import type { Rule } from '../rules.ts'
import { completenessOf } from './completeness.ts'
import { type MeasuredRule, measuredRules } from './measured-rule.ts'
import { meanOf, shareOf, unmeasured } from './metric.ts'
import { type MeasuredMetric, metricOfType } from './metric-of-type.ts'

export interface MetricsOptions {
  /** Agreement with a reference, which is measured elsewhere; null where there is none. */
  readonly accuracy?: Metric | undefined
  /** Of the metrics in the overall score; 1 where left out. */
  readonly weights?: Readonly<Partial<Record<MetricName, number>>> | undefined
  /** What the overall score is at most where a critical rule failed; 0.5 where left out. */
  readonly criticalCap?: number | undefined
}

export interface MeasuredData {
  readonly rules: readonly Rule[] | QualityRules
  readonly results: readonly RuleResult[]
  readonly entities: readonly EntityCount[]
}

export const severityWeights: Readonly<Record<Severity, number>> = { critical: 4, major: 2, minor: 1 }

/** The six metrics out of what the rules found. A metric without a rule that was evaluated is null. */
export function qualityMetricsOf(
  { rules, results, entities }: MeasuredData,
  { accuracy = unmeasured, weights, criticalCap = 0.5 }: MetricsOptions = {},
): QualityMetrics {
  const list = 'version' in rules ? allRules(rules) : rules
  const measured = measuredRules(list, results)
  const of = (metric: MeasuredMetric) => measured.filter(({ rule }) => metricOfType[rule.type] === metric)
  const metrics: Readonly<Record<MetricName, Metric>> = {
    completeness: completenessOf(of('completeness')),
    consistency: checksOf(of('consistency')),
    accuracy,
    validity: checksOf(of('validity')),
    uniqueness: uniquenessOf(of('uniqueness'), new Map(entities.map(({ entity, rows }) => [entity, rows]))),
    businessRuleCompliance: complianceOf(of('businessRuleCompliance')),
  }
  return { ...metrics, overall: overallOf(metrics, results, weights, criticalCap) }
}

/** What passed / what was checked; a cell or row that several rules check counts for each. */
function checksOf(measured: readonly MeasuredRule[]): Metric {
  const considered = measured.reduce((sum, { result }) => sum + result.considered, 0)
  const failed = measured.reduce((sum, { result }) => sum + result.failed, 0)
  return shareOf(considered - failed, considered, measured.length)
}

/** The mean over keys of distinct keys without a null / rows: all of the entity, or those that the rule is about. */
function uniquenessOf(measured: readonly MeasuredRule[], rows: ReadonlyMap<string, number>): Metric {
  return meanOf(
    measured.map(({ rule, result: { considered, failed } }) => {
      const all = rule.where === undefined ? (rows.get(rule.entity) ?? considered) : considered
      const of = Math.max(all, considered)
      return { share: (considered - failed) / of, of, weight: 1 }
    }),
  )
}

/** The mean pass ratio, weighted by severity. */
function complianceOf(measured: readonly MeasuredRule[]): Metric {
  return meanOf(
    measured.map(({ result: { considered, failed, severity } }) => ({
      share: (considered - failed) / considered,
      of: considered,
      weight: severityWeights[severity],
    })),
  )
}

function overallOf(
  metrics: Readonly<Record<MetricName, Metric>>,
  results: readonly RuleResult[],
  weights: MetricsOptions['weights'],
  cap: number,
): QualityMetrics['overall'] {
  let sum = 0
  let total = 0
  for (const name of metricNames) {
    const { value } = metrics[name]
    if (value === null) continue
    const weight = weights?.[name] ?? 1
    sum += value * weight
    total += weight
  }
  if (total === 0) return { value: null }
  const mean = sum / total
  const worst = results
    .filter(({ severity, outcome }) => severity === 'critical' && outcome === 'failed')
    .toSorted((one, other) => (one.passRatio ?? 0) - (other.passRatio ?? 0))[0]
  return worst === undefined || mean <= cap ? { value: mean } : { value: cap, cappedBy: worst.id }
}
