import type { FidelityReport } from '@understudy/sdk/synthesize'
import type { DatasetKey } from '../../datasets/chunks/dataset-key.ts'
import type { PersonalField } from '../../datasets/personal-fields.ts'
import { maskedFidelity } from '../masked-reports.ts'
import type { Assessment } from './assess-version.ts'

const partPlace = (job: string) => `quality/assessment/${job}`
const reportPlace = (run: string) => `quality/fidelity/${run}`

/** For the row of a job, which is kept in the clear: distributions are values. */
export function sealAssessment(key: DatasetKey, job: string, assessment: Assessment): string {
  return Buffer.from(key.seal(partPlace(job), Buffer.from(JSON.stringify(assessment)))).toString('base64')
}

/** A cast: what opens is what this server sealed. */
export function openAssessment(key: DatasetKey, job: string, sealed: string): Assessment {
  return JSON.parse(Buffer.from(key.open(partPlace(job), Buffer.from(sealed, 'base64'))).toString()) as Assessment
}

export function sealFidelity(key: DatasetKey, run: string, report: FidelityReport): Uint8Array {
  return key.seal(reportPlace(run), Buffer.from(JSON.stringify(report)))
}

/** As it is told, by the marks of the datasets that it compares. A cast: what opens is what this server sealed. */
export function openFidelity(
  key: DatasetKey,
  run: string,
  sealed: Uint8Array,
  personal: readonly PersonalField[],
): FidelityReport {
  const report = JSON.parse(Buffer.from(key.open(reportPlace(run), sealed)).toString()) as FidelityReport
  return maskedFidelity(report, personal)
}
