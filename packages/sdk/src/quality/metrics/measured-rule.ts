import { canonicalJson } from '../../model/expression/order.ts'
import type { RuleResult } from '../quality-report.ts'
import type { Rule } from '../rules.ts'

/** A rule that was evaluated, with what was found. */
export interface MeasuredRule {
  readonly rule: Rule
  readonly result: RuleResult
}

/** Rules that were evaluated, each demand once: the same demand under another id adds nothing. */
export function measuredRules(rules: readonly Rule[], results: readonly RuleResult[]): readonly MeasuredRule[] {
  const byId = new Map(results.map((result) => [result.id, result]))
  const demands = new Set<string>()
  return rules.flatMap((rule) => {
    const result = byId.get(rule.id)
    if (result === undefined || result.considered === 0 || result.outcome === 'not evaluated') return []
    const demand = demandKey(rule)
    if (demands.has(demand)) return []
    demands.add(demand)
    return [{ rule, result }]
  })
}

/** What a rule demands of which rows, whatever it is called and how much it tolerates. */
function demandKey(rule: Rule): string {
  const { id: _, description: __, severity: ___, warn: ____, fail: _____, from: ______, ...demand } = rule
  return canonicalJson(demand)
}
