/**
 * A share with what it was made of: value = numerator / denominator. It is null where there is nothing to divide by, and
 * is never guessed. Of a mean, numerator and denominator are the sums of the weighted shares and of the weights.
 */
export interface Metric {
  readonly value: number | null
  readonly numerator: number
  readonly denominator: number
  /** Rules, columns or keys that took part. */
  readonly n: number
  /** Wilson, 95 %. */
  readonly interval: readonly [low: number, high: number] | null
}

export const metricNames = [
  'completeness',
  'consistency',
  'accuracy',
  'validity',
  'uniqueness',
  'businessRuleCompliance',
] as const
export type MetricName = (typeof metricNames)[number]

/**
 * completeness: required cells that hold a value / required cells. uniqueness: the mean over declared keys of distinct
 * keys without a null / rows. validity: valid cells / cells that hold a value and were checked for type, range, enum or
 * format, each time that a rule checks them. consistency: passed / considered over rules across fields and foreign keys.
 * accuracy: agreement with a reference, null without one. businessRuleCompliance: the mean pass ratio of business rules
 * and of all rules about whole entities, weighted by severity: critical 4, major 2, minor 1.
 */
export interface QualityMetrics extends Readonly<Record<MetricName, Metric>> {
  /** The weighted mean of the metrics that are not null; a critical rule that failed caps it, at 0.5 if nothing else is said. */
  readonly overall: {
    readonly value: number | null
    /** The rule that capped it. */
    readonly cappedBy?: string | undefined
  }
}
