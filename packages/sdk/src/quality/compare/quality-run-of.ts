import type { QualityReport } from '../quality-report.ts'
import type { QualityRun } from '../quality-run.ts'

/** What a history keeps of a report. */
export function qualityRunOf(report: QualityReport | QualityRun): QualityRun {
  const { dataset, at, milliseconds, by, entities, metrics, rulesHash, passed } = report
  return {
    kind: 'understudy.quality-run',
    version: 1,
    dataset,
    at,
    milliseconds,
    by,
    entities,
    results: report.results.map(({ id, entity, outcome, considered, failed, value }) => ({
      id,
      entity,
      outcome,
      considered,
      failed,
      ...(value === undefined ? {} : { value }),
    })),
    metrics,
    rulesHash,
    passed,
  }
}
