import { type MeasuredData, type MetricsOptions, qualityMetricsOf } from '../metrics/quality-metrics-of.ts'
import type { QualityReport } from '../quality-report.ts'
import { allRules } from '../quality-rules.ts'
import { rulesHash } from './rules-hash.ts'

export interface Look extends MeasuredData {
  /** What was looked at, without secrets. */
  readonly dataset: string
  readonly at: Date
  readonly milliseconds: number
  readonly by: QualityReport['by']
}

/** What was found, with the metrics that follow from it. */
export function qualityReportOf(look: Look, options: MetricsOptions = {}): QualityReport {
  const { dataset, at, milliseconds, by, entities, results, rules } = look
  const list = 'version' in rules ? allRules(rules) : rules
  return {
    kind: 'understudy.quality-report',
    version: 1,
    dataset,
    at: at.toISOString(),
    milliseconds: Math.round(milliseconds),
    by,
    entities,
    results,
    metrics: qualityMetricsOf({ rules: list, results, entities }, options),
    rules: list,
    rulesHash: rulesHash(list),
    passed: results.every(({ outcome }) => outcome !== 'failed'),
  }
}
