import type { DatabaseTestResult, DatabaseTestStatus } from '../database-test-result.ts'
import type { TestReport } from './test-report.ts'
import { countOf } from './test-report-of.ts'

const statuses: readonly DatabaseTestStatus[] = ['failed', 'skipped', 'passed']

/** What needs somebody stands on top. */
export function worstFirst(results: readonly DatabaseTestResult[]): DatabaseTestResult[] {
  return results.toSorted((one, other) => statuses.indexOf(one.status) - statuses.indexOf(other.status))
}

/** 12 tests, 10 passed, 1 failed, 1 skipped */
export function summaryOf(results: readonly DatabaseTestResult[]): string {
  const counts = (['passed', 'failed', 'skipped'] as const)
    .map((status) => [countOf(results, status), status] as const)
    .filter(([count, status]) => count > 0 || status !== 'skipped')
    .map(([count, status]) => `${count} ${status}`)
  return `${results.length} ${results.length === 1 ? 'test' : 'tests'}, ${counts.join(', ')}`
}

/** The sum of a report, in one line: 12 tests, 12 passed, 1.4 s */
export function testReportSummary({ results, milliseconds }: TestReport): string {
  return `${summaryOf(results)}, ${durationText(milliseconds)}`
}

export function databaseText({ database, engine, engineVersion }: TestReport): string {
  return `${database} (${engine} ${engineVersion})`
}

export function durationText(milliseconds: number): string {
  if (milliseconds < 1) return `${milliseconds.toFixed(2)} ms`
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}
