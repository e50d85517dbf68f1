import { counted } from '../../model/counted.ts'
import type { MetricName } from '../quality-metrics.ts'
import type { FailedRow, QualityReport, RuleOutcome, RuleResult } from '../quality-report.ts'

const outcomes: readonly RuleOutcome[] = ['failed', 'warned', 'not evaluated', 'passed']

/** What needs somebody stands on top; among equals the critical ones. */
export function worstFirst(results: readonly RuleResult[]): RuleResult[] {
  const severities = ['critical', 'major', 'minor'] as const
  return results.toSorted(
    (one, other) =>
      outcomes.indexOf(one.outcome) - outcomes.indexOf(other.outcome) ||
      severities.indexOf(one.severity) - severities.indexOf(other.severity),
  )
}

/** 3 rules, 2 passed, 1 failed */
export function summaryOf(results: readonly RuleResult[]): string {
  const count = (outcome: RuleOutcome) => results.filter((result) => result.outcome === outcome).length
  const counts = (['passed', 'warned', 'failed', 'not evaluated'] as const)
    .filter((outcome) => outcome === 'passed' || outcome === 'failed' || count(outcome) > 0)
    .map((outcome) => `${grouped(count(outcome))} ${outcome}`)
  return `${counted(results.length, 'rule')}, ${counts.join(', ')}`
}

export const metricTitles: Readonly<Record<MetricName, string>> = {
  completeness: 'Completeness',
  consistency: 'Consistency',
  accuracy: 'Accuracy',
  validity: 'Validity',
  uniqueness: 'Uniqueness',
  businessRuleCompliance: 'Business rules',
}

/** What is not measured is said; what is not whole is never rounded up to it. */
export function shareText(share: number | null): string {
  if (share === null) return 'not measured'
  const percent = Math.floor(share * 10_000 + 1e-7) / 100
  return percent === 0 && share > 0 ? '< 0.01 %' : `${percent} %`
}

export function grouped(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 2 })
}

/** Rows are counted from 1, as people do. */
export function placeOf({ row, place }: FailedRow): string {
  return place ?? (row === undefined ? 'a row' : `row ${grouped(row + 1)}`)
}

export function shapeText(value: string | null): string {
  if (value === null) return 'null'
  return value.trim() === value && value !== '' ? value : JSON.stringify(value)
}

/** One sentence about the score as a whole. */
export function overallText({ metrics: { overall } }: Pick<QualityReport, 'metrics'>): string {
  if (overall.value === null) return 'Nothing was measured.'
  const score = `Overall ${shareText(overall.value)}`
  return overall.cappedBy === undefined
    ? `${score}.`
    : `${score}: capped, as the critical rule ${overall.cappedBy} failed.`
}
