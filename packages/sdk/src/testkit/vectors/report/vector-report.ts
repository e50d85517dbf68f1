import type { Engine } from '../../../database/adapter.ts'
import type { VectorTestConfig } from '../../database-test-config.ts'
import type { ChangeStep } from '../accuracy-after-changes.ts'
import type { ScalingPoint } from '../performance-scaling.ts'
import type { SearchTest } from '../search-test.ts'
import type { VectorStorageResult } from '../storage/vector-storage.ts'

/** What a test of vectors found out; what was not asked for is null. Text, picture and results are made of this alone. */
export interface VectorReport {
  readonly kind: 'vector-report'
  readonly version: 1
  /** The database, for people; never a secret. */
  readonly database: string
  readonly engine: Engine
  readonly extensionVersion: string
  /** With the limits. */
  readonly config: VectorTestConfig
  /** ISO 8601 in UTC. */
  readonly startedAt: string
  readonly milliseconds: number
  readonly storage: VectorStorageResult | null
  readonly search: SearchTest | null
  readonly changes: readonly ChangeStep[] | null
  /** By number of rows. */
  readonly scaling: Readonly<Record<number, ScalingPoint>> | null
  readonly problems: readonly string[]
  readonly passed: boolean
}
