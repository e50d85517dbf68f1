import type { TestReport } from './test-report.ts'
import { testReportJunit } from './test-report-junit.ts'
import { testReportMarkdown } from './test-report-markdown.ts'
import { testReportTable } from './test-report-table.ts'

export const testReportFormats = ['json', 'markdown', 'junit', 'text'] as const
export type TestReportFormat = (typeof testReportFormats)[number]

/** A report for programs, for people who read Markdown, for what reads JUnit, or for a terminal. */
export function testReportText(report: TestReport, format: TestReportFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, undefined, 2)}\n`
    case 'markdown':
      return testReportMarkdown(report)
    case 'junit':
      return testReportJunit(report)
    case 'text':
      return testReportTable(report)
  }
}
