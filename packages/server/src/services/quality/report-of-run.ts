import {
  type Improvement,
  type QualityReportFormat,
  qualityReportText,
  suggestQualityImprovements,
} from '@understudy/sdk/quality'
import type { Call, Services } from '../call.ts'
import { readReport } from './read-run.ts'

type Reading = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>
interface OfRun {
  readonly team: string
  readonly run: string
}

/** The report of a check as a file for people, for programs, or for runners of tests. */
export async function reportOfRun(
  services: Reading,
  call: Call,
  { format, ...of }: OfRun & { readonly format: QualityReportFormat },
): Promise<string> {
  const report = await readReport(services, call, of)
  return qualityReportText(report, format, { improvements: suggestQualityImprovements(report) })
}

/** What would help about each rule that failed or warned, and what the metrics would gain by it. */
export async function improvementsOfRun(services: Reading, call: Call, of: OfRun): Promise<readonly Improvement[]> {
  return suggestQualityImprovements(await readReport(services, call, of))
}
