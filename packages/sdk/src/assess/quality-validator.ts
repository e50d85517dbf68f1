import { defineQualityRules } from '../quality/derive/define-quality-rules.ts'
import {
  suggestQualityImprovements,
  suggestTriedImprovements,
} from '../quality/improve/suggest-quality-improvements.ts'
import type { Improvement } from '../quality/improvement.ts'
import { type MetricsOptions, qualityMetricsOf } from '../quality/metrics/quality-metrics-of.ts'
import { parseQualityRules } from '../quality/parse-quality-rules.ts'
import type { QualityMetrics } from '../quality/quality-metrics.ts'
import type { QualityReport } from '../quality/quality-report.ts'
import type { QualityRules } from '../quality/quality-rules.ts'
import { qualityReportOf } from '../quality/report/quality-report-of.ts'
import { type CheckOptions, checkQuality } from './check-quality.ts'
import { type Dataset, type DatasetOptions, openDataset } from './open-dataset.ts'
import { suggestQualityRules } from './suggest-quality-rules.ts'

export interface QualityValidatorOptions extends Pick<MetricsOptions, 'weights' | 'criticalCap'> {
  /** The clock; that of the machine where left out. */
  readonly now?: (() => Date) | undefined
}

export type ValidateOptions = DatasetOptions &
  Pick<CheckOptions, 'by' | 'samples' | 'onProgress'> &
  Pick<MetricsOptions, 'accuracy'>

/** Says what must be true of data, holds data against it, and says what would help. */
export class QualityValidator {
  readonly #now: () => Date
  readonly #scoring: Pick<MetricsOptions, 'weights' | 'criticalCap'>

  constructor({ now = () => new Date(), weights, criticalCap }: QualityValidatorOptions = {}) {
    this.#now = now
    this.#scoring = { weights, criticalCap }
  }

  /** All that a schema says, as rules. */
  defineQualityRules(schema: unknown): QualityRules {
    return defineQualityRules(schema)
  }

  /** Of rows, files or a database, which is read behind the guard; rules may be those of a file. */
  async validateDataQuality(
    dataset: Dataset,
    rules: QualityRules | string,
    options: ValidateOptions = {},
  ): Promise<QualityReport> {
    const parsed = parseQualityRules(rules)
    const { by, samples, onProgress, accuracy, ...place } = options
    const [now, begun] = [this.#now(), performance.now()]
    await using opened = await openDataset(dataset, place)
    const checked = await checkQuality(opened, parsed, { now, by, samples, onProgress, signal: options.signal })
    return qualityReportOf(
      {
        dataset: opened.source.name,
        at: now,
        milliseconds: performance.now() - begun,
        rules: parsed,
        ...checked,
      },
      { ...this.#scoring, accuracy },
    )
  }

  /**
   * The six metrics by rules that are given. Where none are, by all that a schema or a catalog says; without these, by
   * what the rows have in common.
   */
  async generateQualityMetrics(
    dataset: Dataset,
    { rules, ...options }: ValidateOptions & { readonly rules?: QualityRules | string | undefined } = {},
  ): Promise<QualityMetrics> {
    const { by, samples: _, onProgress, accuracy, ...place } = options
    const { signal } = options
    await using opened = await openDataset(dataset, place)
    const schema = options.schema ?? opened.source.schema
    const known = schema !== undefined || opened.database !== undefined
    const against =
      rules === undefined
        ? (await suggestQualityRules(opened, { schema, rows: !known, signal, onProgress })).rules
        : parseQualityRules(rules)
    const checked = await checkQuality(opened, against, { now: this.#now(), by, samples: 0, onProgress, signal })
    return qualityMetricsOf({ rules: against, ...checked }, { ...this.#scoring, accuracy })
  }

  /** What would help about the rules that failed or warned, as patches, with what the metrics would gain. */
  suggestQualityImprovements(report: QualityReport): Improvement[]
  /** And, by the data that the report is about, what only that can tell; each of those is tried on it. */
  suggestQualityImprovements(report: QualityReport, dataset: Dataset, options?: DatasetOptions): Promise<Improvement[]>
  suggestQualityImprovements(
    report: QualityReport,
    dataset?: Dataset,
    options: DatasetOptions = {},
  ): Improvement[] | Promise<Improvement[]> {
    return dataset === undefined ? suggestQualityImprovements(report) : this.#tried(report, dataset, options)
  }

  async #tried(report: QualityReport, dataset: Dataset, options: DatasetOptions): Promise<Improvement[]> {
    await using opened = await openDataset(dataset, options)
    return await suggestTriedImprovements(report, opened.source, { now: new Date(report.at), signal: options.signal })
  }
}
