import type { DatabaseTestResult } from '../database-test-result.ts'
import { textTable } from '../vectors/report/text-table.ts'
import { databaseText, durationText, testReportSummary, worstFirst } from './report-words.ts'
import type { TestReport } from './test-report.ts'

/** As it is read on a terminal: what did not pass is explained below the table, the sum comes last. */
export function testReportTable(report: TestReport): string {
  const { title, results } = report
  const unpassed = worstFirst(results).filter(({ status }) => status !== 'passed')
  const parts = [
    `${oneLine(title)}: ${oneLine(databaseText(report))}`,
    results.length === 0 ? 'Nothing was tested.' : textTable(['', 'Test', 'Time', 'Rows', 'Cost'], results.map(cells)),
    unpassed.map(unpassedLine).join('\n'),
    testReportSummary(report),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function cells({ testName, status, metrics }: DatabaseTestResult): (string | number)[] {
  const { executionTime, rowsAffected, queryComplexity } = metrics
  if (status === 'skipped') return [status, oneLine(testName), '–', '–', '–']
  return [markOf(status), oneLine(testName), durationText(executionTime), rowsAffected, queryComplexity ?? '–']
}

function unpassedLine({ status, testName, errorMessage }: DatabaseTestResult): string {
  return `${markOf(status)}  ${oneLine(testName)}${errorMessage === null ? '' : `\n        ${oneLine(errorMessage)}`}`
}

function markOf(status: DatabaseTestResult['status']): string {
  return status === 'failed' ? 'FAILED' : status
}

/** Names come out of databases: neither a line break nor a control character of theirs is obeyed. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
}
