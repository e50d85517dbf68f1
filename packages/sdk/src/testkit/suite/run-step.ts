import { type ErrorCode, UnderstudyError } from '../../errors.ts'
import type { DatabaseTestType } from '../database-test-config.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import type { SuiteStep } from './suite-part.ts'

/** What an engine or a server does not have: it cannot be tested, and nothing is wrong. */
const absent: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ISOLATION_UNSUPPORTED', 'VECTORS_UNSUPPORTED'])

/** A step that fails as a whole is one result, with what it was told; what is wrong with the configuration is thrown. */
export async function runStep(
  { name, run }: SuiteStep,
  testType: DatabaseTestType,
): Promise<readonly DatabaseTestResult[]> {
  const from = performance.now()
  try {
    const results = await run()
    return results.map((result) => ({ ...result, testType }))
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || ended.has(thrown.code)) throw thrown
    return [
      {
        testName: name,
        testType,
        status: absent.has(thrown.code) ? 'skipped' : 'failed',
        metrics: {
          executionTime: performance.now() - from,
          memoryUsage: null,
          rowsAffected: 0,
          queryComplexity: null,
          connectionCount: 0,
        },
        errorMessage: `${thrown.code}: ${thrown.message}`,
        performanceData: null,
      },
    ]
  }
}

const ended: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['CANCELLED', 'TEST_CONFIG_INVALID', 'PRODUCTION_REFUSED'])
