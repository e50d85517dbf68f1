import type { ComparedRule, QualityComparison, RuleChange } from '@understudy/sdk/quality'
import { counted, grouped } from '../../../terminal/amounts.ts'
import type { Line, Look } from '../../../terminal/line.ts'
import { oneLine } from '../../../terminal/printable.ts'
import { metricTitles } from '../metric-text.ts'

const looks: Readonly<Partial<Record<RuleChange, Look>>> = {
  new: 'removed',
  worse: 'removed',
  lost: 'changed',
  fixed: 'added',
  better: 'added',
  found: 'added',
}

/** What changed, the worst first; what did not change is counted. */
export function comparisonLines({ before, rules, metrics, entities, sameRules, worse }: QualityComparison): Line[] {
  const changed = rules.filter(({ change }) => change !== 'same')
  const same = rules.length - changed.length
  const rows = entities.filter((one) => one.before !== one.after)
  return [
    {
      text: `since ${before.at}: ${changed.length === 0 ? 'no rule has another result' : `${grouped(changed.length)} of ${counted(rules.length, 'rule')} ${changed.length === 1 ? 'has another result' : 'have another result'}`}${worse ? ', some for the worse' : ''}${sameRules ? '' : ' (by other rules)'}`,
      look: 'heading',
    },
    ...rows.map(
      ({ entity, before: was, after: is }) =>
        `  ${oneLine(entity)}: ${rowsText(was)}, now ${is === null ? 'none' : grouped(is)}`,
    ),
    ...metrics.flatMap(({ metric, change }) =>
      change === null || change === 0
        ? []
        : [`  ${metricTitles[metric]} ${change > 0 ? '+' : ''}${Number((change * 100).toPrecision(3))}`],
    ),
    ...changed.map(ruleLine),
    ...(changed.length > 0 && same > 0 ? [{ text: `  ${grouped(same)} as before`, look: 'faint' } as const] : []),
  ]
}

function ruleLine({ id, entity, change, before, after }: ComparedRule): Line {
  const text = `  ${change.padEnd(6)} ${oneLine(entity)}, ${oneLine(id)}: ${sideText(before)}, now ${sideText(after)}`
  const look = looks[change]
  return look === undefined ? text : { text, look }
}

function sideText(result: ComparedRule['before']): string {
  if (result === null) return 'not there'
  const { outcome, failed, considered } = result
  return outcome === 'not evaluated'
    ? outcome
    : `${outcome} (${grouped(failed)} of ${grouped(considered)} ${failed === 1 ? 'fails' : 'fail'})`
}

function rowsText(rows: number | null): string {
  return rows === null ? 'no rows' : counted(rows, 'row')
}
