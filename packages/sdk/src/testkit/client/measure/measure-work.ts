import type { WorkMeasure } from '../test-statements.ts'

/** Time and memory of whatever is awaited. */
export async function measureWork<T>(
  work: () => Promise<T>,
  connections: () => Promise<number>,
): Promise<WorkMeasure<T>> {
  const { result, executionTime, memoryUsage } = await timed(work)
  return {
    result,
    metrics: {
      executionTime,
      memoryUsage,
      rowsAffected: Array.isArray(result) ? result.length : typeof result === 'number' ? result : 0,
      queryComplexity: null,
      connectionCount: await connections(),
    },
  }
}

export interface Timed<T> {
  readonly result: T
  readonly executionTime: number
  readonly memoryUsage: number
}

export async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const before = held()
  const from = performance.now()
  const result = await work()
  const executionTime = performance.now() - from
  return { result, executionTime, memoryUsage: Math.max(0, held() - before) }
}

/** A collection of garbage in between makes it less, never more. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
