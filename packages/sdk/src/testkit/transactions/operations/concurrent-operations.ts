import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import type { TransactionTestResult } from '../../database-test-result.ts'
import type { ConcurrentOperation, OperationResult } from './operation.ts'
import { type Choose, runOperations } from './run-operations.ts'

export interface ConcurrentOperationsOptions {
  /**
   * Who takes each step, counted from 0; who is to and cannot, since it waits or is done, is passed over. Where nothing is
   * said any more they take turns.
   */
  readonly schedule?: readonly number[] | undefined
}

export interface ConcurrentOperationsResult extends TransactionTestResult {
  /** As concurrentOperations. */
  readonly totalOperations: number
  /** In the order of the operations. */
  readonly results: readonly OperationResult[]
  /** Who took each step, counted from 0; what is no generator takes its own from the start. */
  readonly schedule: readonly number[]
}

/** Runs operations at the same time, each in a transaction of its own at one level. */
export async function concurrentOperations(
  client: DatabaseTestClient,
  level: IsolationLevel,
  operations: readonly ConcurrentOperation[],
  { schedule = [] }: ConcurrentOperationsOptions = {},
): Promise<ConcurrentOperationsResult> {
  const run = await runOperations(client, level, operations, byPlan(schedule))
  const { results } = run
  const succeeded = results.filter(({ success }) => success).length
  const took = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  return {
    isolationLevel: level,
    concurrentOperations: results.length,
    totalOperations: results.length,
    successfulOperations: succeeded,
    failedOperations: results.length - succeeded,
    deadlocksDetected: results.filter(({ code }) => code === '40P01').length,
    averageExecutionTime: results.length === 0 ? 0 : took / results.length,
    results,
    schedule: run.schedule,
  }
}

function byPlan(schedule: readonly number[]): Choose {
  const planned = [...schedule]
  return (ready, taken) => {
    for (let wanted = planned.shift(); wanted !== undefined; wanted = planned.shift()) {
      if (ready.includes(wanted)) return wanted
    }
    const last = taken.at(-1) ?? -1
    return ready.find((at) => at > last) ?? ready[0] ?? 0
  }
}
