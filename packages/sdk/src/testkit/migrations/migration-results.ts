import type { DatabaseTestType } from '../database-test-config.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import type { MigrationTestResult } from './test-migrations.ts'

/** Each migration as one result of a report: its ways up, down and up again. */
export function migrationResults(
  { migrations }: MigrationTestResult,
  testType: DatabaseTestType = 'migration',
): DatabaseTestResult[] {
  return migrations.map(({ name, rounds, problems, notes }) => ({
    testName: `migration: ${name}`,
    testType,
    status: problems.length === 0 ? 'passed' : 'failed',
    metrics: {
      executionTime: rounds.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      memoryUsage: null,
      rowsAffected: 0,
      queryComplexity: null,
      connectionCount: rounds.some(({ waits }) => waits !== null) ? 2 : 1,
    },
    errorMessage: problems.length === 0 ? null : problems.join('; '),
    performanceData: {
      notes,
      rounds: rounds.map(({ direction, milliseconds, steps, waits }) => ({
        direction,
        milliseconds,
        steps: steps.length,
        waits,
      })),
    },
  }))
}
