import type { VectorType } from './vector-type.ts'

export const vectorMetrics = ['l2', 'inner_product', 'cosine', 'l1', 'hamming', 'jaccard'] as const
export type VectorMetric = (typeof vectorMetrics)[number]

interface MetricFacts {
  /** Whose smaller answer is nearer. */
  readonly operator: string
  /** The part of an operator class's name that says the metric. */
  readonly operatorClass: string
  readonly forBits: boolean
}

export const vectorMetricFacts: Readonly<Record<VectorMetric, MetricFacts>> = {
  l2: { operator: '<->', operatorClass: 'l2', forBits: false },
  inner_product: { operator: '<#>', operatorClass: 'ip', forBits: false },
  cosine: { operator: '<=>', operatorClass: 'cosine', forBits: false },
  l1: { operator: '<+>', operatorClass: 'l1', forBits: false },
  hamming: { operator: '<~>', operatorClass: 'hamming', forBits: true },
  jaccard: { operator: '<%>', operatorClass: 'jaccard', forBits: true },
}

/** As "vector_l2_ops". */
export function operatorClass(type: VectorType, metric: VectorMetric): string {
  return `${type}_${vectorMetricFacts[metric].operatorClass}_ops`
}

export function metricOf(operator: string): VectorMetric | undefined {
  return vectorMetrics.find((metric) => vectorMetricFacts[metric].operator === operator)
}

/**
 * What two distances may differ by and count as equal: a server sums up in single precision, the less exactly the more
 * components there are, and an index holds other forms of the vectors than the table (of unit length, for a cosine).
 */
export function equalWithin(metric: VectorMetric, dimension: number, distances: readonly number[]): number {
  if (vectorMetricFacts[metric].forBits) return 0
  const largest = distances.reduce((most, distance) => Math.max(most, Math.abs(distance)), 0)
  return 4 * 2 ** -23 * Math.sqrt(dimension) * (metric === 'cosine' ? Math.max(1, largest) : largest)
}
