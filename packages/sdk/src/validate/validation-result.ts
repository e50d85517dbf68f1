export type Outcome = 'passed' | 'warned' | 'failed' | 'skipped'

/** One thing that was looked at. It names tables and columns, and never shows a value. */
export interface Check {
  readonly name: string
  readonly outcome: Outcome
  readonly message: string
  readonly milliseconds: number
}

export interface ValidationResult {
  readonly environment: string
  readonly at: Date
  readonly valid: boolean
  readonly checks: readonly Check[]
}

export interface HealthReport {
  readonly environment: string
  readonly at: Date
  /** degraded: something is warned of. unhealthy: something failed. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy'
  readonly checks: readonly Check[]
}

export interface TestResult {
  readonly suite: string
  readonly probe: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** What was expected and what came instead; of a value only its type. */
  readonly message: string
  readonly milliseconds: number
}
