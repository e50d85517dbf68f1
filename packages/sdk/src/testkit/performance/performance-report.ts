import type { Engine } from '../../database/adapter.ts'
import type { PerformanceTestConfig } from '../database-test-config.ts'
import type { PerformanceBaseline } from './baseline.ts'
import type { BulkPerformance } from './bulk-performance.ts'
import type { BaselineComparison } from './compare-baseline.ts'
import type { ConcurrentAccess } from './concurrent-access.ts'
import type { QueryPerformance } from './query-performance.ts'
import type { ResourceUse } from './resource-use.ts'

export interface PerformanceProblem {
  /** What it is about: a query, a bulk operation, "concurrent access", "resources". */
  readonly name: string
  readonly message: string
}

export interface PerformanceReport {
  readonly kind: 'testkit-performance'
  readonly version: 1
  readonly engine: Engine
  readonly engineVersion: string
  readonly database: string
  readonly startedAt: string
  readonly milliseconds: number
  readonly limits: PerformanceTestConfig
  readonly queries: readonly QueryPerformance[]
  readonly bulk: readonly BulkPerformance[]
  /** Null where it was not asked for, or there is a reason. */
  readonly concurrent: ConcurrentAccess | null
  readonly resources: ResourceUse
  /** Against the baseline; empty where there is none. */
  readonly comparisons: readonly BaselineComparison[]
  /** What could not be tested, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[]
  readonly problems: readonly PerformanceProblem[]
  readonly passed: boolean
  /** This run's figures, as later ones may be held against. */
  readonly baseline: PerformanceBaseline
}
