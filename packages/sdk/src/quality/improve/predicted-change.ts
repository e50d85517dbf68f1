import { qualityMetricsOf } from '../metrics/quality-metrics-of.ts'
import { type MetricName, metricNames, type QualityMetrics } from '../quality-metrics.ts'
import type { FailedRow, QualityReport, RuleResult } from '../quality-report.ts'
import type { Rule } from '../rules.ts'

/** What happens to the rows that fail a rule. */
export type Effect =
  /** All of them keep the rule then, or as many as are said; with a column, they keep all rules about it. */
  | { readonly type: 'heal'; readonly rows?: number | undefined; readonly column?: string | undefined }
  /** One of their columns is null then, so that the rule says nothing about them. */
  | { readonly type: 'empty'; readonly column: string }
  | { readonly type: 'drop' }

type Counts = Pick<RuleResult, 'considered' | 'failed'>

/**
 * What metrics gain by it, from the counts of a report. How many of the rows break another rule, too, is told by the rows
 * that the report shows of both; where it shows none, they are taken to break it as often as all others do.
 */
export function predictedChange(
  report: QualityReport,
  rule: Rule,
  effect: Effect,
): Partial<Record<MetricName, number>> {
  const { rules, metrics } = report
  const own = report.results.find(({ id }) => id === rule.id)
  if (own === undefined) return {}
  const byId = new Map(rules.map((one) => [one.id, one]))
  const rows = report.entities.find(({ entity }) => entity === rule.entity)?.rows ?? own.considered
  const results = report.results.map((result) => {
    const other = byId.get(result.id)
    if (result.id === rule.id || other === undefined) return { ...result, ...ownCounts(result, effect) }
    return { ...result, ...otherCounts(result, other, { rule, own, effect, rows }) }
  })
  const entities = report.entities.map((one) =>
    effect.type === 'drop' && one.entity === rule.entity ? { ...one, rows: one.rows - own.failed } : one,
  )
  return gained(metrics, qualityMetricsOf({ rules, results, entities }, { accuracy: metrics.accuracy }))
}

/** Of the metrics that both have, what changes. */
export function gained(before: QualityMetrics, after: QualityMetrics): Partial<Record<MetricName, number>> {
  return Object.fromEntries(
    metricNames.flatMap((name) => {
      const [was, is] = [before[name].value, after[name].value]
      return was === null || is === null || Math.abs(is - was) < 1e-12 ? [] : [[name, is - was]]
    }),
  )
}

function ownCounts({ considered, failed }: Counts, effect: Effect): Counts {
  if (effect.type === 'heal') return { considered, failed: failed - Math.min(failed, effect.rows ?? failed) }
  return { considered: considered - failed, failed: 0 }
}

function otherCounts(
  result: RuleResult,
  other: Rule,
  {
    rule,
    own,
    effect,
    rows,
  }: { readonly rule: Rule; readonly own: RuleResult; readonly effect: Effect; readonly rows: number },
): Counts {
  const { considered, failed } = result
  const unchanged = { considered, failed }
  if (result.entity !== rule.entity || considered === 0) return unchanged
  // Rules about a whole entity have one thing to consider, which these rows do not decide.
  if (result.value !== undefined) return unchanged
  const both = Math.min(failed, own.failed, failed * (overlapOf(own, result) ?? own.failed / Math.max(1, rows)))
  switch (effect.type) {
    case 'heal': {
      const isAbout = effect.column !== undefined && result.columns.includes(effect.column)
      return isAbout ? { considered, failed: failed - both } : unchanged
    }
    case 'empty':
      if (!result.columns.includes(effect.column)) return unchanged
      if (other.type === 'notNull' && other.where === rule.where) return { considered, failed: failed + own.failed }
      return without(unchanged, (own.failed / Math.max(1, own.considered)) * considered, both)
    case 'drop': {
      // Where the rows are those in which a column is null, rules about its values did not consider them anyway.
      const isOfNulls = rule.type === 'notNull' && other.type !== 'notNull' && result.columns.includes(rule.column)
      return isOfNulls || rows === 0 ? unchanged : without(unchanged, (own.failed / rows) * considered, both)
    }
  }
}

function without({ considered, failed }: Counts, rows: number, broken: number): Counts {
  return { considered: considered - rows, failed: failed - broken }
}

/** Of the shown rows that break a rule, the share that breaks the other one, too; undefined where it cannot be told. */
function overlapOf(own: RuleResult, other: RuleResult): number | undefined {
  const keys = new Set(own.sample.map(keyOf))
  const last = own.sample.at(-1)?.row
  // What own rows there are beyond the last one shown is not known.
  const isWhole = own.sample.length === own.failed
  const known = other.sample.filter(({ row }) => isWhole || (row !== undefined && last !== undefined && row <= last))
  if (keys.size === 0 || known.length === 0) return undefined
  return known.filter((row) => keys.has(keyOf(row))).length / known.length
}

function keyOf({ row, place }: FailedRow): number | string | undefined {
  return place ?? row
}
