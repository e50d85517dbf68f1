import { timed } from '../client/measure/measure-work.ts'
import type { TestStatements } from '../client/test-statements.ts'

/**
 * Work of the database that reads no table. What takes twice as long as it does so on a fast and on a slow machine, so
 * figures of different days are compared by it.
 */
const yardstick = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)
select sum(i) as total from n`

/** Milliseconds. */
export async function measureYardstick(statements: TestStatements): Promise<number> {
  const { executionTime } = await timed(() => statements.query(yardstick))
  return Math.max(executionTime, Number.EPSILON)
}

/** How many yardsticks something takes, over its runs: half of them lie between low and high. */
export interface Ratio {
  readonly low: number
  readonly median: number
  readonly high: number
}

export function ratioOf(ratios: readonly number[]): Ratio {
  const sorted = ratios.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { low: at(0.25), median: at(0.5), high: at(0.75) }
}
