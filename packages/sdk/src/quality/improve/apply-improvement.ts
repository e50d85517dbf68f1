import { UnderstudyError } from '../../errors.ts'
import { evaluateRules } from '../evaluate/evaluate-rules.ts'
import type { Improvement, Patch } from '../improvement.ts'
import { qualityMetricsOf } from '../metrics/quality-metrics-of.ts'
import type { MetricName, QualityMetrics } from '../quality-metrics.ts'
import type { QualityReport } from '../quality-report.ts'
import type { RowSource } from '../row-source.ts'
import { kindOf, type Rule } from '../rules.ts'
import { patchedSource } from './patched-source.ts'
import { gained } from './predicted-change.ts'

/** Rows, and what they are held against. */
export interface Held {
  readonly source: RowSource
  readonly rules: readonly Rule[]
}

/** The rows as they are with the patch, or the rules; what is given is as it was. */
export function applyImprovement(
  { source, rules }: Held,
  { patch }: { readonly patch: Patch },
  options: { readonly now: Date },
): Held {
  if (patch.type !== 'change-rule') return { source: patchedSource(source, patch, options), rules }
  if (!rules.some(({ id }) => id === patch.rule)) throw unfit(patch.rule, 'there is no such rule')
  return { source, rules: rules.map((rule) => (rule.id === patch.rule ? changed(rule, patch.change) : rule)) }
}

function changed(rule: Rule, change: Readonly<Record<string, unknown>>): Rule {
  const parsed = kindOf(rule).schema.safeParse({ ...rule, ...change })
  if (parsed.success) return parsed.data
  throw unfit(rule.id, 'the rule cannot be changed so')
}

function unfit(at: string, message: string): UnderstudyError {
  return new UnderstudyError('IMPROVEMENT_UNFIT', {
    operation: 'apply the improvement',
    at,
    message: `${at}: ${message}`,
  })
}

export interface VerifiedImprovement {
  readonly metrics: QualityMetrics
  /** What each metric gained, as `predicted` says it. */
  readonly gained: Readonly<Partial<Record<MetricName, number>>>
}

/** What an improvement is worth in truth: the rows with the patch are held against the rules again. */
export async function verifyImprovement(
  report: QualityReport,
  source: RowSource,
  improvement: Pick<Improvement, 'patch'>,
  options: { readonly now: Date; readonly signal?: AbortSignal | undefined },
): Promise<VerifiedImprovement> {
  const held = applyImprovement({ source, rules: report.rules }, improvement, options)
  const evaluated = await evaluateRules(held.source, held.rules, { ...options, samples: 0 })
  const metrics = qualityMetricsOf({ rules: held.rules, ...evaluated }, { accuracy: report.metrics.accuracy })
  return { metrics, gained: gained(report.metrics, metrics) }
}
