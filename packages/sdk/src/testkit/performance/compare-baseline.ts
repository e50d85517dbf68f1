import type { BaselineEntry, PerformanceBaseline } from './baseline.ts'
import type { Ratio } from './yardstick.ts'

/** Something that is measured now, as far as a baseline is about it. */
export interface Comparable {
  readonly name: string
  readonly ratio: Ratio
  readonly textHash: string | null
  readonly plan: readonly string[] | null
}

export interface BaselineComparison {
  readonly name: string
  /** How many times what the baseline says it takes now, at the median; null where it is not compared. */
  readonly growth: number | null
  /** Three quarters of the runs took more than the tolerance allows. */
  readonly slower: boolean
  /** Null where the plan is the same, or unknown on a side. */
  readonly planChange: { readonly before: readonly string[]; readonly now: readonly string[] } | null
  /** Why it is not compared. */
  readonly reason: string | null
}

export const usualTolerance = 2

export function compareBaseline(
  baseline: PerformanceBaseline,
  now: readonly Comparable[],
  tolerance: number,
): BaselineComparison[] {
  const known = new Map(Object.entries(baseline.entries))
  return now.map((one) => compared(one, known.get(one.name), tolerance))
}

function compared(
  { name, ratio, textHash, plan }: Comparable,
  before: BaselineEntry | undefined,
  tolerance: number,
): BaselineComparison {
  const not = (reason: string) => ({ name, growth: null, slower: false, planChange: null, reason })
  if (!before) return not('the baseline does not have it')
  if (before.textHash !== textHash) return not('the query is another one than in the baseline')
  if (before.ratio === 0 || ratio.median === 0) return not('it took no time that could be compared')
  const changed = plan && before.plan && plan.join('\n') !== before.plan.join('\n')
  return {
    name,
    growth: ratio.median / before.ratio,
    slower: ratio.low / before.ratio > tolerance,
    planChange: changed ? { before: before.plan ?? [], now: plan } : null,
    reason: null,
  }
}

/** What is written down of what was measured. */
export function baselineEntries(now: readonly Comparable[]): Record<string, BaselineEntry> {
  return Object.fromEntries(
    now
      .filter(({ ratio }) => ratio.median > 0)
      .map(({ name, ratio, textHash, plan }) => [
        name,
        { ratio: Number(ratio.median.toPrecision(6)), textHash, plan: plan === null ? null : [...plan] },
      ]),
  )
}
