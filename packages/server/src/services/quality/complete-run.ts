import type { QualityReport } from '@understudy/sdk/quality'
import type { Selectable } from 'kysely'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Call, Services } from '../call.ts'
import { change, type TeamNote } from '../change.ts'
import type { DatasetKey } from '../datasets/chunks/dataset-key.ts'
import { decide } from '../datasets/write/decide-version.ts'
import type { VersionPlace } from '../datasets/write/part.ts'
import { gateFrom, violationOf } from './gate.ts'
import { isHeld } from './held.ts'
import { settleIncidents } from './incidents/settle-incidents.ts'
import { sealReport } from './sealed-report.ts'

interface Completed {
  readonly place: VersionPlace
  readonly run: string
  readonly rules: Selectable<TeamTables['quality_rules']>
  readonly report: QualityReport
  readonly key: DatasetKey
}

/**
 * All that follows from a report, in the one transaction that completes its job: the run, incidents, and what becomes
 * of a version that waited for it.
 */
export async function completeRun(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { place, run, rules, report, key }: Completed,
  complete: (tx: TeamTransaction, note: TeamNote, result: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<void> {
  const { team, dataset, version } = place
  const outcome = outcomeOf(report)
  const score = report.metrics.overall.value
  const violation = violationOf(gateFrom(rules.gate), report)
  const decision = violation === undefined ? 'ready' : 'refused'
  const sealed = sealReport(key, run, report)
  const rulesVersion = Number(rules.version)
  await change(services, call, team, async (tx, note) => {
    const held = await isHeld(tx, place)
    const failed = report.results.filter((result) => result.outcome === 'failed').length
    const said = { run, version, rulesVersion, outcome, score, failed }
    await complete(tx, note, {
      dataset,
      ...said,
      ...(held ? { decision, ...(violation ? { refusedFor: violation } : {}) } : {}),
    })
    const at = services.now()
    await settleIncidents(tx, note, { ...place, results: report.results, at, newId: services.newId })
    await tx
      .updateTable('quality_runs')
      .set({
        status: 'done',
        outcome,
        refused_for: held ? (violation ?? null) : null,
        score,
        metrics: JSON.stringify(report.metrics),
        ...sealed,
        at: at.toISOString(),
      })
      .where('team_id', '=', team)
      .where('id', '=', run)
      .execute()
    const subject = `dataset:${dataset}`
    note.audit({ action: 'quality.check', subject, details: said })
    note.event({ type: 'quality.checked', subject, data: said })
    if (held) await decide(tx, note, place, decision, { run })
  })
}

function outcomeOf({ results }: QualityReport) {
  const some = (outcome: string) => results.some((result) => result.outcome === outcome)
  return some('failed') ? 'failed' : some('warned') ? 'warned' : some('passed') ? 'passed' : 'not evaluated'
}
