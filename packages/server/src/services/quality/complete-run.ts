import type { QualityReport } from '@understudy/sdk/quality'
import type { Selectable } from 'kysely'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Call, Services } from '../call.ts'
import { change, type TeamNote } from '../change.ts'
import type { DatasetKey } from '../datasets/chunks/dataset-key.ts'
import type { VersionPlace } from '../datasets/write/part.ts'
import type { GateName } from '../refresh/refresh.ts'
import { settleHeld } from '../refresh/settle.ts'
import type { Assessment } from './fidelity/assess-version.ts'
import type { GateReference } from './fidelity/gate-reference.ts'
import { sealFidelity } from './fidelity/sealed-assessment.ts'
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
  /** Where the gate asks for fidelity or privacy. */
  readonly assessed?: { readonly assessment: Assessment; readonly against: GateReference } | undefined
}

/**
 * All that follows from a report, in the one transaction that completes its job: the run, incidents, and what becomes
 * of a version that waited for it.
 */
export async function completeRun(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { place, run, rules, report, key, assessed }: Completed,
  complete: (tx: TeamTransaction, note: TeamNote, result: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<void> {
  const { team, dataset, version } = place
  const outcome = outcomeOf(report)
  const score = report.metrics.overall.value
  const refusal = refusalBy(violationOf(gateFrom(rules.gate), report), assessed?.assessment)
  const violation = refusal?.errorCode
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
    if (assessed) await keepAssessment(tx, key, { place, run, at: at.toISOString(), ...assessed })
    const subject = `dataset:${dataset}`
    note.audit({ action: 'quality.check', subject, details: said })
    note.event({ type: 'quality.checked', subject, data: said })
    if (held) {
      await settleHeld(tx, note, place, { outcome: decision, details: { run }, run, ...refusal }, at)
    }
  })
}

type Refusal = { readonly gate: GateName; readonly errorCode: string; readonly reason?: string }

/** By the first gate that it does not pass: quality, fidelity, privacy. */
function refusalBy(violation: string | undefined, assessment: Assessment | undefined): Refusal | undefined {
  if (violation !== undefined) return { gate: 'quality', errorCode: violation }
  const why = assessment?.why == null ? {} : { reason: assessment.why }
  if (assessment?.fidelity === 'refused') return { gate: 'fidelity', errorCode: 'FIDELITY_INSUFFICIENT', ...why }
  if (assessment?.privacy === 'refused') return { gate: 'privacy', errorCode: 'PRIVACY_INSUFFICIENT', ...why }
  return undefined
}

async function keepAssessment(
  tx: TeamTransaction,
  key: DatasetKey,
  {
    place: { team, dataset, version },
    run,
    at,
    assessment,
    against,
  }: {
    readonly place: VersionPlace
    readonly run: string
    readonly at: string
    readonly assessment: Assessment
    readonly against: GateReference
  },
): Promise<void> {
  const { fidelity, privacy, why, figures, report } = assessment
  await tx
    .insertInto('fidelity_reports')
    .values({
      team_id: team,
      run_id: run,
      dataset_id: dataset,
      version,
      reference_dataset: against.reference?.dataset ?? null,
      reference_version: against.reference?.version ?? null,
      holdout_dataset: against.holdout?.dataset ?? null,
      holdout_version: against.holdout?.version ?? null,
      fidelity,
      privacy,
      why,
      figures: JSON.stringify(figures),
      report_sealed: report && sealFidelity(key, run, report),
      at,
    })
    .execute()
}

function outcomeOf({ results }: QualityReport) {
  const some = (outcome: string) => results.some((result) => result.outcome === outcome)
  return some('failed') ? 'failed' : some('warned') ? 'warned' : some('passed') ? 'passed' : 'not evaluated'
}
