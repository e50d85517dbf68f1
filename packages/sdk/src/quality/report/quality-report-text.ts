import type { QualityReport } from '../quality-report.ts'
import { htmlReport, type ReportExtras } from './html-report.ts'
import { junitReport } from './junit-report.ts'
import { markdownReport } from './markdown-report.ts'

export const qualityReportFormats = ['json', 'markdown', 'html', 'junit'] as const
export type QualityReportFormat = (typeof qualityReportFormats)[number]

/** A report as text that people, programs or runners of tests read. What would help and earlier runs are shown where the format has a place for them. */
export function qualityReportText(
  report: QualityReport,
  format: QualityReportFormat,
  extras: ReportExtras = {},
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(extras.improvements === undefined ? report : { ...report, improvements: extras.improvements }, undefined, 2)}\n`
    case 'markdown':
      return markdownReport(report, extras.improvements)
    case 'html':
      return htmlReport(report, extras)
    case 'junit':
      return junitReport(report)
  }
}
