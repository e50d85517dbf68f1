import type { Engine } from '../../database/adapter.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'

/** What one call of a suite found out; data, JUnit and Markdown are made of this alone. */
export interface TestReport {
  readonly kind: 'testkit-report'
  readonly version: 1
  readonly title: string
  readonly engine: Engine
  /** As the server says it, such as "18.1" or "3.53.2". */
  readonly engineVersion: string
  /** The database, for people; never a secret. */
  readonly database: string
  /** ISO 8601 in UTC. */
  readonly startedAt: string
  readonly milliseconds: number
  readonly results: readonly DatabaseTestResult[]
  /** No result failed, and at least one passed. */
  readonly passed: boolean
}
