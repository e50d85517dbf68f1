import type { Engine } from '../../../database/adapter.ts'
import type { ClassifiedError, ErrorClass } from '../error-class.ts'

export interface ErrorCaseResult {
  readonly name: string
  /** `absent`: the engine has no such error. `skipped`: here it could not be provoked. Neither counts as passed. */
  readonly status: 'passed' | 'failed' | 'absent' | 'skipped'
  readonly expected: ErrorClass | null
  /** Null where nothing failed. */
  readonly actual: ClassifiedError | null
  /** Why it is no pass. */
  readonly reason: string | null
  readonly milliseconds: number
}

export interface ErrorCasesReport {
  readonly engine: Engine
  readonly totalTests: number
  readonly passedTests: number
  readonly failedTests: number
  readonly absentTests: number
  readonly skippedTests: number
  readonly results: readonly ErrorCaseResult[]
}
