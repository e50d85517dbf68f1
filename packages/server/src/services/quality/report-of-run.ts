import {
  type Improvement,
  type QualityReport,
  type QualityReportFormat,
  qualityReportText,
  suggestQualityImprovements,
} from '@understudy/sdk/quality'
import { RequestError } from '../../errors/request-error.ts'
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
  return qualityReportText(report, format, { improvements: improvementsOf(report) })
}

/** What would help about each rule that failed or warned, and what the metrics would gain by it. */
export async function improvementsOfRun(services: Reading, call: Call, of: OfRun): Promise<readonly Improvement[]> {
  const improvements = improvementsOf(await readReport(services, call, of))
  if (improvements) return improvements
  throw new RequestError('LIMIT_EXCEEDED', {
    message: 'so many rules are broken that what would help is not worked out here',
    hint: 'Download the report, and let `understudy quality check --improve` look at the data.',
    details: { limit: 'improvements', most: mostPredictions },
  })
}

/** What each is worth is worked out over all rules. */
const mostPredictions = 100_000

function improvementsOf(report: QualityReport): readonly Improvement[] | undefined {
  const broken = report.results.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned').length
  return broken * report.results.length > mostPredictions ? undefined : suggestQualityImprovements(report)
}
