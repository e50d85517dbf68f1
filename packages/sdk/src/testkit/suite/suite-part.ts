import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { DatabaseTestType } from '../database-test-config.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import type { DatabaseSuiteConfig, SuitePartName } from './database-suite-config.ts'

export interface SuiteAround {
  readonly client: DatabaseTestClient
  readonly config: DatabaseSuiteConfig
  readonly say: (doing: string) => void
}

/** One tester, as a suite calls it. */
export interface SuitePart {
  readonly name: SuitePartName
  readonly category: DatabaseTestType
  /** Steps that stand alone: where one of them fails as a whole, the others are still run. */
  readonly steps: (around: SuiteAround) => AsyncIterable<SuiteStep> | Iterable<SuiteStep>
}

export interface SuiteStep {
  readonly name: string
  readonly run: () => Promise<readonly DatabaseTestResult[]>
}
