import type { Improvement } from '../improvement.ts'
import { metricNames } from '../quality-metrics.ts'
import type { QualityReport, RuleResult } from '../quality-report.ts'
import type { RowSource } from '../row-source.ts'
import { severities } from '../rule-base.ts'
import type { Rule } from '../rules.ts'
import { verifyImprovement } from './apply-improvement.ts'
import { type Draft, draftsOf, draftsToTry, draftText, tolerated } from './drafts.ts'
import { predictedChange } from './predicted-change.ts'

/**
 * What would help about the rules that failed or warned, each as a patch that can be applied, with what the metrics gain
 * by it: the critical rules first; of each rule what keeps most of the data, and a change of the rule itself last. What
 * costs another metric more than half a point comes after what does not; what gains nothing, or what no change of single
 * rows mends, is not suggested.
 */
export function suggestQualityImprovements(report: QualityReport): Improvement[] {
  return broken(report).flatMap(({ rule, result }) => improvementsOf(rule, result, report))
}

/**
 * As suggestQualityImprovements, and besides what only the rows can tell: a value that is missing and that other rows have,
 * a text that is right but for its case and blanks. Each of these is tried: the rows are read as it changes them, and held
 * against the rules again; it stands before the others where it gains something and costs nothing, and not at all else.
 */
export async function suggestTriedImprovements(
  report: QualityReport,
  source: RowSource,
  options: { readonly now: Date; readonly signal?: AbortSignal | undefined },
): Promise<Improvement[]> {
  const all: Improvement[] = []
  for (const { rule, result } of broken(report)) {
    for (const { patch, text } of draftsToTry(rule, report.rules)) {
      const { gained } = await verifyImprovement(report, source, { patch }, options)
      const improvement = {
        rule: rule.id,
        text: draftText(rule, result.failed, text, false),
        patch,
        rows: result.failed,
        predicted: gained,
        tried: true,
      } as const
      if (gainOf(improvement) > 0 && !isCostly(improvement)) all.push(improvement)
    }
    all.push(...improvementsOf(rule, result, report))
  }
  return all
}

/** The critical ones first. */
function broken(report: QualityReport): { readonly rule: Rule; readonly result: RuleResult }[] {
  const byId = new Map(report.rules.map((rule) => [rule.id, rule]))
  return report.results
    .filter(({ outcome, failed }) => failed > 0 && (outcome === 'failed' || outcome === 'warned'))
    .toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity))
    .flatMap((result) => {
      const rule = byId.get(result.id)
      return rule === undefined ? [] : [{ rule, result }]
    })
}

function improvementsOf(rule: Rule, result: RuleResult, report: QualityReport): Improvement[] {
  const isParent = report.rules.some((other) => other.type === 'foreignKey' && other.parent === rule.entity)
  const improvement = ({ patch, text, effect }: Draft): Improvement => ({
    rule: rule.id,
    text: draftText(rule, result.failed, text, isParent && effect?.type === 'drop'),
    patch,
    rows: effect === undefined ? 0 : result.failed,
    predicted: effect === undefined ? {} : predictedChange(report, rule, effect),
  })
  const ofData = draftsOf(rule, result)
    .map(improvement)
    .filter((one) => gainOf(one) > 0)
    .sort((one, other) => Number(isCostly(one)) - Number(isCostly(other)))
  const ofRule = tolerated(rule, result)
  return ofRule === undefined ? ofData : [...ofData, improvement(ofRule)]
}

function gainOf({ predicted }: Improvement): number {
  return metricNames.reduce((sum, name) => sum + (predicted[name] ?? 0), 0)
}

function isCostly({ predicted }: Improvement): boolean {
  return metricNames.some((name) => (predicted[name] ?? 0) < -0.005)
}
