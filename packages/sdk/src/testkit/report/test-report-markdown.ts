import { markdownText } from '../../quality/report/markdown-text.ts'
import { databaseTestTypes } from '../database-test-config.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import { databaseText, durationText, summaryOf, worstFirst } from './report-words.ts'
import type { TestReport } from './test-report.ts'
import { countOf } from './test-report-of.ts'

export function testReportMarkdown(report: TestReport): string {
  const { title, results, startedAt, milliseconds } = report
  const unpassed = worstFirst(results).filter(({ status }) => status !== 'passed')
  const types = databaseTestTypes.filter((type) => results.some(({ testType }) => testType === type))
  return [
    `# ${markdownText(title)}: ${summaryOf(results)}`,
    '',
    `${markdownText(databaseText(report))}, ${startedAt}, ${durationText(milliseconds)}.`,
    '',
    '| Category | Tests | Passed | Failed | Skipped |',
    '|---|---:|---:|---:|---:|',
    ...types.map((type) => {
      const own = results.filter(({ testType }) => testType === type)
      const [passed, failed, skipped] = (['passed', 'failed', 'skipped'] as const).map((status) => countOf(own, status))
      return `| ${type} | ${own.length} | ${passed} | ${failed} | ${skipped} |`
    }),
    '',
    ...(unpassed.length === 0 ? [] : ['## What did not pass', '', ...unpassed.map(unpassedLine), '']),
    '## All tests',
    '',
    '| | Test | Time | Rows | Cost |',
    '|---|---|---:|---:|---:|',
    ...results.map(({ status, testName, metrics: { executionTime, rowsAffected, queryComplexity } }) => {
      const figures =
        status === 'skipped' ? ['', '', ''] : [durationText(executionTime), rowsAffected, queryComplexity ?? '']
      return `| ${status} | ${markdownText(testName)} | ${figures.join(' | ')} |`
    }),
    '',
  ].join('\n')
}

function unpassedLine({ status, testName, errorMessage }: DatabaseTestResult): string {
  return `- **${status}** ${markdownText(testName)}${errorMessage === null ? '' : `: ${markdownText(errorMessage)}`}`
}
