import type { DatabaseTestType } from '../database-test-config.ts'
import type { DatabaseTestResult, DatabaseTestStatus } from '../database-test-result.ts'
import type { ConstraintFinding, ConstraintReport, ConstraintVerdict } from './constraint-report.ts'

const statuses: Readonly<Record<ConstraintVerdict, DatabaseTestStatus>> = {
  holds: 'passed',
  'does not hold': 'failed',
  'not tested': 'skipped',
}

/** What was found out about constraints, as results of a suite. */
export function constraintResults(
  { findings }: Pick<ConstraintReport, 'findings'>,
  testType: DatabaseTestType = 'integration',
): DatabaseTestResult[] {
  return findings.map((finding) => ({
    testName: nameOf(finding),
    testType,
    status: statuses[finding.verdict],
    metrics: {
      executionTime: finding.milliseconds,
      memoryUsage: null,
      rowsAffected: finding.passed + finding.refused,
      queryComplexity: null,
      connectionCount: 1,
    },
    errorMessage: finding.verdict === 'holds' ? null : finding.reason,
    performanceData: finding.verdict === 'holds' && finding.reason !== null ? { remark: finding.reason } : null,
  }))
}

function nameOf({ table, constraint, kind, side }: ConstraintFinding): string {
  return `${table}: ${kind} ${constraint}${side === null ? '' : `, ${side}`}`
}
