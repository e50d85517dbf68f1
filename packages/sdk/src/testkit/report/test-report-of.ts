import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { DatabaseTestResult, DatabaseTestStatus } from '../database-test-result.ts'
import type { TestReport } from './test-report.ts'

export interface ReportAbout {
  readonly title: string
  readonly startedAt: Date
  /** See TestReport; asked for before the tests, after which the server may not be there. */
  readonly engineVersion: string
  /** How long all of it took. */
  readonly milliseconds: number
}

export function testReportOf(
  client: Pick<DatabaseTestClient, 'engine' | 'name'>,
  { title, startedAt, engineVersion, milliseconds }: ReportAbout,
  results: readonly DatabaseTestResult[],
): TestReport {
  return {
    kind: 'testkit-report',
    version: 1,
    title,
    engine: client.engine,
    engineVersion,
    database: client.name,
    startedAt: startedAt.toISOString(),
    milliseconds,
    results,
    passed: hasPassed(results),
  }
}

/** What tested nothing has not passed. */
export function hasPassed(results: readonly DatabaseTestResult[]): boolean {
  return results.some(({ status }) => status === 'passed') && results.every(({ status }) => status !== 'failed')
}

export function countOf(results: readonly DatabaseTestResult[], status: DatabaseTestStatus): number {
  return results.filter((result) => result.status === status).length
}
