import type { PerformanceTestConfig } from '../database-test-config.ts'

/** A limit of PerformanceTestConfig, held against what was measured. */
export interface BudgetCheck {
  readonly budget: keyof PerformanceTestConfig
  readonly limit: number
  /** Null where the engine does not say; then nothing is judged. */
  readonly measured: number | null
  readonly passed: boolean | null
}

const units: Readonly<Record<keyof PerformanceTestConfig, string>> = {
  maxQueryTime: ' ms',
  maxBulkOperationTime: ' ms',
  concurrentConnectionLimit: ' connections',
  memoryUsageLimitMb: ' MB',
  queryComplexityThreshold: '',
}

/** Those budgets that were set; one that is reached exactly is kept. */
export function checkBudgets(
  limits: PerformanceTestConfig,
  measured: Partial<Readonly<Record<keyof PerformanceTestConfig, number | null>>>,
): BudgetCheck[] {
  const budgets = Object.keys(units) as (keyof PerformanceTestConfig)[]
  return budgets.flatMap((budget): BudgetCheck[] => {
    const limit = limits[budget]
    const value = measured[budget]
    if (limit === undefined || value === undefined) return []
    return [{ budget, limit, measured: value, passed: value === null ? null : value <= limit }]
  })
}

export function budgetProblems(checks: readonly BudgetCheck[]): string[] {
  return checks.flatMap(({ budget, limit, measured, passed }) =>
    passed === false && measured !== null
      ? [`${budget}: ${figure(measured)}${units[budget]} is over the limit of ${figure(limit)}${units[budget]}`]
      : [],
  )
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)))
}
