import type { ComparedMetric } from '@understudy/sdk/quality'

export const metricTitles: Readonly<Record<ComparedMetric['metric'], string>> = {
  overall: 'overall',
  completeness: 'completeness',
  consistency: 'consistency',
  accuracy: 'accuracy',
  validity: 'validity',
  uniqueness: 'uniqueness',
  businessRuleCompliance: 'business rules',
}

/** What is not whole is never rounded up to it. */
export function shareText(share: number): string {
  const percent = Math.floor(share * 10_000 + 1e-7) / 100
  return percent === 0 && share > 0 ? '< 0.01 %' : `${percent} %`
}
