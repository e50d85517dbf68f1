import type { DatabaseTestResult } from '../database-test-result.ts'
import { summaryOf, worstFirst } from '../report/report-words.ts'
import { hasPassed } from '../report/test-report-of.ts'

/** As expect.extend of every runner wants it. */
export interface MatcherAnswer {
  readonly pass: boolean
  /** What is said when it fails: where it was to pass, what did not; under `not`, that all did. */
  readonly message: () => string
}

export function judgeResults(subject: string, results: readonly DatabaseTestResult[]): MatcherAnswer {
  const pass = hasPassed(results)
  const unpassed = worstFirst(results).filter(({ status }) => pass || status !== 'passed')
  return {
    pass,
    message: () =>
      [
        `${subject}: ${results.length === 0 ? 'nothing was tested' : summaryOf(results)}`,
        ...unpassed.map(({ status, testName, errorMessage }) =>
          errorMessage === null ? `  ${status}  ${testName}` : `  ${status}  ${testName}: ${errorMessage}`,
        ),
      ].join('\n'),
  }
}
