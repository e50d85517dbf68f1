import type { DatabaseTestResult } from '../database-test-result.ts'
import { textTable } from '../vectors/report/text-table.ts'
import { databaseText, durationText, testReportSummary, worstFirst } from './report-words.ts'
import type { TestReport } from './test-report.ts'

/** As it is read on a terminal: what did not pass is explained below the table, the sum comes last. */
export function testReportTable(report: TestReport): string {
  const { title, results } = report
  const parts = [
    `${oneLine(title)}: ${oneLine(databaseText(report))}`,
    results.length === 0 ? 'Nothing was tested.' : tableOf(results),
    testReportUnpassed(report),
    testReportSummary(report),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** What failed and what was skipped, with the reasons, as it stands below the table; nothing where all passed. */
export function testReportUnpassed({ results }: Pick<TestReport, 'results'>): string {
  return worstFirst(results)
    .filter(({ status }) => status !== 'passed')
    .map(unpassedLine)
    .join('\n')
}

/** A column that says nothing of any test is left out. */
function tableOf(results: readonly DatabaseTestResult[]): string {
  const rows = results.map(cells)
  const told = ['', 'Test', 'Time', 'Rows', 'Cost'].map((heading, at) => ({
    heading,
    at,
    isTold: at < 3 || rows.some((row) => row[at] !== '–' && row[at] !== 0),
  }))
  const kept = told.filter(({ isTold }) => isTold)
  return textTable(
    kept.map(({ heading }) => heading),
    rows.map((row) => kept.map(({ at }) => row[at] ?? '')),
  )
}

function cells({ testName, status, metrics }: DatabaseTestResult): (string | number)[] {
  const { executionTime, rowsAffected, queryComplexity } = metrics
  if (status === 'skipped') return [status, oneLine(testName), '–', '–', '–']
  return [markOf(status), oneLine(testName), durationText(executionTime), rowsAffected, queryComplexity ?? '–']
}

function unpassedLine({ status, testName, errorMessage }: DatabaseTestResult): string {
  if (status === 'skipped') return `skipped  ${oneLine(testName)}: ${oneLine(errorMessage ?? '')}`
  return `${markOf(status)}  ${oneLine(testName)}${errorMessage === null ? '' : `\n        ${oneLine(errorMessage)}`}`
}

function markOf(status: DatabaseTestResult['status']): string {
  return status === 'failed' ? 'FAILED' : status
}

/** Names come out of databases: neither a line break nor a control character of theirs is obeyed. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
}
