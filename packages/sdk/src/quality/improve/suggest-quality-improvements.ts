import type { Improvement } from '../improvement.ts'
import { metricNames } from '../quality-metrics.ts'
import type { QualityReport, RuleResult } from '../quality-report.ts'
import { severities } from '../rule-base.ts'
import type { Rule } from '../rules.ts'
import { type Draft, draftsOf, draftText, tolerated } from './drafts.ts'
import { predictedChange } from './predicted-change.ts'

/**
 * What would help about the rules that rows break, each as a patch that can be applied, with what the metrics gain by it:
 * the critical rules first, of each rule what gains most, a change of the rule itself last. Of what no row was seen to
 * break, or what no change of single rows mends, nothing is suggested.
 */
export function suggestQualityImprovements(report: QualityReport): Improvement[] {
  const byId = new Map(report.rules.map((rule) => [rule.id, rule]))
  return report.results
    .filter(({ outcome, failed }) => failed > 0 && outcome !== 'not evaluated')
    .toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity))
    .flatMap((result) => {
      const rule = byId.get(result.id)
      return rule === undefined ? [] : improvementsOf(rule, result, report)
    })
}

function improvementsOf(rule: Rule, result: RuleResult, report: QualityReport): Improvement[] {
  const improvement = ({ patch, text, effect }: Draft): Improvement => ({
    rule: rule.id,
    text: draftText(rule, result.failed, text),
    patch,
    rows: effect === undefined ? 0 : result.failed,
    predicted: effect === undefined ? {} : predictedChange(report, rule, effect),
  })
  const ofData = draftsOf(rule, result)
    .map(improvement)
    .filter((one) => gainOf(one) > 0)
    .sort((one, other) => gainOf(other) - gainOf(one))
  const ofRule = result.outcome === 'passed' ? undefined : tolerated(rule, result)
  return ofRule === undefined ? ofData : [...ofData, improvement(ofRule)]
}

function gainOf({ predicted }: Improvement): number {
  return metricNames.reduce((sum, name) => sum + (predicted[name] ?? 0), 0)
}
