import type { DatabaseTestClient } from '../client/database-test-client.ts'
import { engineVersion } from '../client/engine-version.ts'
import type { DatabaseTestResult, DatabaseTestStatus } from '../database-test-result.ts'
import type { TestReport } from './test-report.ts'

export interface ReportAbout {
  readonly title: string
  readonly startedAt: Date
  /** How long all of it took. */
  readonly milliseconds: number
}

export async function testReportOf(
  client: DatabaseTestClient,
  { title, startedAt, milliseconds }: ReportAbout,
  results: readonly DatabaseTestResult[],
): Promise<TestReport> {
  return {
    kind: 'testkit-report',
    version: 1,
    title,
    engine: client.engine,
    engineVersion: await engineVersion(client),
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
