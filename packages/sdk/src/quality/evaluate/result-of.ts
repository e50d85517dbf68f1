import { grouped } from '../../model/counted.ts'
import type { FailedRow, RuleOutcome, RuleResult } from '../quality-report.ts'
import type { Tolerance } from '../rule-base.ts'
import type { Measured } from '../rule-kind.ts'
import { kindOf, type Rule } from '../rules.ts'

/** What was counted, held against what the rule tolerates: by whichever way it was counted. */
export function resultOf(rule: Rule, measured: Measured, sample: readonly FailedRow[]): RuleResult {
  const kind = kindOf(rule)
  const { considered, failed, value, notEvaluated } = measured
  const outcome = notEvaluated === undefined ? outcomeOf(rule, considered, failed) : 'not evaluated'
  return {
    id: rule.id,
    type: rule.type,
    entity: rule.entity,
    columns: kind.columns(rule),
    group: kind.group,
    dimension: kind.dimension,
    severity: rule.severity ?? 'major',
    outcome,
    message: messageOf(rule, measured),
    considered,
    failed,
    passRatio: considered === 0 ? null : (considered - failed) / considered,
    ...(value === undefined ? {} : { value }),
    sample: notEvaluated === undefined ? sample : [],
    ...(rule.from === undefined ? {} : { from: rule.from }),
  }
}

function outcomeOf({ warn, fail = { count: 0 } }: Rule, considered: number, failed: number): RuleOutcome {
  if (exceeds(fail, considered, failed)) return 'failed'
  return warn !== undefined && exceeds(warn, considered, failed) ? 'warned' : 'passed'
}

function exceeds({ share, count }: Tolerance, considered: number, failed: number): boolean {
  return (count !== undefined && failed > count) || (share !== undefined && failed > share * considered)
}

function messageOf(rule: Rule, { considered, failed, value, notEvaluated }: Measured): string {
  const demand = kindOf(rule).demand(rule)
  const where = rule.where === undefined ? '' : ` (where ${rule.where})`
  if (notEvaluated !== undefined) return `${demand}${where}: not evaluated, ${notEvaluated}`
  if (value !== undefined) return `${demand}${where}: it is ${typeof value === 'number' ? written(value) : value}`
  if (failed === 0) return `${demand}${where}: so in all of ${grouped(considered)}`
  const fail = `${grouped(failed)} of ${grouped(considered)} ${failed === 1 ? 'fails' : 'fail'}`
  return `${demand}${where}: ${fail}, ${written((failed / considered) * 100)} %`
}

/** Six digits are enough to read. */
function written(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))
}
