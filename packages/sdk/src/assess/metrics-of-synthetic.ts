import { metricsOfRows } from '../quality/metrics/metrics-of-rows.ts'
import type { Metric, QualityMetrics } from '../quality/quality-metrics.ts'
import type { QualityRules } from '../quality/quality-rules.ts'
import type { RowSource } from '../quality/row-source.ts'
import type { OpenedDataset } from './open-dataset.ts'
import { suggestQualityRules } from './suggest-quality-rules.ts'

export interface SyntheticRules {
  /** What synthetic rows are held against; where left out, what the schema, the catalog and the rows of the real data say. */
  readonly rules?: QualityRules | undefined
  readonly schema?: unknown
  readonly now: Date
  readonly signal?: AbortSignal | undefined
}

/** The six metrics of synthetic rows, as a report of their fidelity wants them. */
export function metricsOfSynthetic(
  real: Pick<OpenedDataset, 'source' | 'database'>,
  { rules, schema, now, signal }: SyntheticRules,
): (synthetic: RowSource, accuracy: Metric) => Promise<QualityMetrics> {
  return async (synthetic, accuracy) => {
    const against = rules ?? (await suggestQualityRules(real, { schema, signal })).rules
    return await metricsOfRows(synthetic, against, { now, accuracy, signal })
  }
}
