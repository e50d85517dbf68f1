import { type EvaluateOptions, evaluateRules } from '../evaluate/evaluate-rules.ts'
import type { QualityMetrics } from '../quality-metrics.ts'
import type { QualityRules } from '../quality-rules.ts'
import type { RowSource } from '../row-source.ts'
import type { Rule } from '../rules.ts'
import { type MetricsOptions, qualityMetricsOf } from './quality-metrics-of.ts'

/** The six metrics of rows, by reading them once. */
export async function metricsOfRows(
  source: RowSource,
  rules: readonly Rule[] | QualityRules,
  { now, signal, ...options }: MetricsOptions & Omit<EvaluateOptions, 'samples'>,
): Promise<QualityMetrics> {
  return qualityMetricsOf({ rules, ...(await evaluateRules(source, rules, { now, signal, samples: 0 })) }, options)
}
