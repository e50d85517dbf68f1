import type { FailedRow, QualityReport } from '@understudy/sdk/quality'
import type { Selectable } from 'kysely'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { DatasetKey } from '../datasets/chunks/dataset-key.ts'
import type { PersonalField } from '../datasets/personal-fields.ts'
import { maskedReport } from './masked-reports.ts'

type Sealed = Pick<Selectable<TeamTables['quality_runs']>, 'report_sealed' | 'samples_sealed'>

const places = (run: string) => ({ report: `quality/report/${run}`, samples: `quality/samples/${run}` })

/** The report and its failing rows apart: these go earlier. */
export function sealReport(key: DatasetKey, run: string, report: QualityReport): Sealed {
  const seal = (place: string, value: unknown) => key.seal(place, Buffer.from(JSON.stringify(value)))
  const samples = report.results.flatMap(({ id, sample }) => (sample.length === 0 ? [] : [[id, sample]]))
  const bare = { ...report, results: report.results.map((result) => ({ ...result, sample: [] })) }
  const { report: place, samples: beside } = places(run)
  return {
    report_sealed: seal(place, bare),
    samples_sealed: samples.length === 0 ? null : seal(beside, samples),
  }
}

/** As it is told, by the marks of its dataset. Casts: what opens is what this server sealed. Undefined while the check is under way. */
export function openReport(
  key: DatasetKey,
  run: string,
  sealed: Sealed,
  personal: readonly PersonalField[],
): QualityReport | undefined {
  if (sealed.report_sealed === null) return undefined
  const open = (place: string, bytes: Uint8Array): unknown => JSON.parse(Buffer.from(key.open(place, bytes)).toString())
  const { report: place, samples: beside } = places(run)
  const report = open(place, sealed.report_sealed) as QualityReport
  if (sealed.samples_sealed === null) return maskedReport(report, personal)
  const samples = new Map(open(beside, sealed.samples_sealed) as [string, FailedRow[]][])
  const results = report.results.map((one) => ({ ...one, sample: samples.get(one.id) ?? [] }))
  return maskedReport({ ...report, results }, personal)
}
