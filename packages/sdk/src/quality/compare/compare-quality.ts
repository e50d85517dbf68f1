import { UnderstudyError } from '../../errors.ts'
import {
  type ComparedMetric,
  type ComparedRule,
  type ComparedRun,
  type QualityComparison,
  type RuleChange,
  ruleChanges,
} from '../quality-comparison.ts'
import { metricNames } from '../quality-metrics.ts'
import type { QualityReport, RuleOutcome } from '../quality-report.ts'
import type { QualityRun, RunResult } from '../quality-run.ts'
import { qualityRunOf } from './quality-run-of.ts'

export interface CompareOptions {
  /** Runs of different rules are compared, too: rule by rule, as far as both have it. */
  readonly acrossRules?: boolean | undefined
}

/** Throws QUALITY_RULES_DIFFER where the runs are of different rules and nobody said that this is meant. */
export function compareQuality(
  before: QualityReport | QualityRun,
  after: QualityReport | QualityRun,
  { acrossRules = false }: CompareOptions = {},
): QualityComparison {
  const [one, other] = [qualityRunOf(before), qualityRunOf(after)]
  const sameRules = one.rulesHash === other.rulesHash
  if (!sameRules && !acrossRules) {
    throw new UnderstudyError('QUALITY_RULES_DIFFER', {
      operation: 'compare the quality',
      message: 'The two looks are by different rules, so that their figures do not say what changed in the data',
      details: { before: one.rulesHash, after: other.rulesHash },
    })
  }
  const rules = comparedRules(one, other)
  return {
    kind: 'understudy.quality-comparison',
    version: 1,
    before: aboutRun(one),
    after: aboutRun(other),
    sameRules,
    metrics: comparedMetrics(one, other),
    entities: comparedEntities(one, other),
    rules,
    worse: rules.some(({ change }) => change === 'new' || change === 'worse' || change === 'lost'),
  }
}

function aboutRun({ dataset, at, rulesHash, passed }: QualityRun): ComparedRun {
  return { dataset, at, rulesHash, passed }
}

function comparedRules(before: QualityRun, after: QualityRun): ComparedRule[] {
  const then = new Map(before.results.map((result) => [result.id, result]))
  const now = new Map(after.results.map((result) => [result.id, result]))
  return [...new Set([...now.keys(), ...then.keys()])]
    .flatMap((id): ComparedRule[] => {
      const [was, is] = [then.get(id) ?? null, now.get(id) ?? null]
      const entity = (is ?? was)?.entity
      return entity === undefined ? [] : [{ id, entity, change: changeOf(was, is), before: was, after: is }]
    })
    .sort((one, other) => ruleChanges.indexOf(one.change) - ruleChanges.indexOf(other.change))
}

const ranks: Readonly<Record<Exclude<RuleOutcome, 'not evaluated'>, number>> = { passed: 0, warned: 1, failed: 2 }

function changeOf(was: RunResult | null, is: RunResult | null): RuleChange {
  if (was === null) return 'added'
  if (is === null) return 'gone'
  if (is.outcome === 'not evaluated') return was.outcome === 'not evaluated' ? 'same' : 'lost'
  // What is broken as soon as it can be looked at is news.
  if (was.outcome === 'not evaluated') return is.outcome === 'passed' ? 'found' : 'new'
  const [from, to] = [ranks[was.outcome], ranks[is.outcome]]
  if (from === 0 && to > 0) return 'new'
  if (from > 0 && to === 0) return 'fixed'
  if (from !== to) return to > from ? 'worse' : 'better'
  // What is tolerated may vary.
  if (to === 0) return 'same'
  const more = shareOf(is) - shareOf(was)
  return more === 0 ? 'same' : more > 0 ? 'worse' : 'better'
}

function shareOf({ failed, considered }: RunResult): number {
  return considered === 0 ? 0 : failed / considered
}

function comparedMetrics(before: QualityRun, after: QualityRun): ComparedMetric[] {
  return (['overall', ...metricNames] as const).map((metric) => {
    const [was, is] = [before.metrics[metric].value, after.metrics[metric].value]
    return { metric, before: was, after: is, change: was === null || is === null ? null : is - was }
  })
}

function comparedEntities(before: QualityRun, after: QualityRun): QualityComparison['entities'] {
  const then = new Map(before.entities.map(({ entity, rows }) => [entity, rows]))
  const now = new Map(after.entities.map(({ entity, rows }) => [entity, rows]))
  return [...new Set([...now.keys(), ...then.keys()])].map((entity) => ({
    entity,
    before: then.get(entity) ?? null,
    after: now.get(entity) ?? null,
  }))
}
