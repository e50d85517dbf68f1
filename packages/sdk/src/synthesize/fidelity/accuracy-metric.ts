import type { Metric, QualityMetrics } from '../../quality/quality-metrics.ts'
import type { EntityFidelity } from '../fidelity-report.ts'

/** How well synthetic rows agree with the real ones: the mean over entities of the comparable score. */
export function accuracyMetric(entities: readonly EntityFidelity[]): Metric {
  const scores = entities.flatMap(({ comparable: { overall } }) => (overall === null ? [] : [overall]))
  const numerator = scores.reduce((sum, score) => sum + score, 0)
  return {
    value: scores.length === 0 ? null : numerator / scores.length,
    numerator,
    denominator: scores.length,
    n: scores.length,
    interval: null,
  }
}

const unmeasured: Metric = { value: null, numerator: 0, denominator: 0, n: 0, interval: null }

/** Where no rules are given, accuracy is all that can be said of the quality of the synthetic rows. */
export function onlyAccuracy(accuracy: Metric): QualityMetrics {
  return {
    completeness: unmeasured,
    consistency: unmeasured,
    accuracy,
    validity: unmeasured,
    uniqueness: unmeasured,
    businessRuleCompliance: unmeasured,
    overall: { value: accuracy.value },
  }
}
