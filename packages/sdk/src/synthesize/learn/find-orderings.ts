import type { NumericColumn } from './sample-table.ts'

export interface FoundOrdering {
  readonly lesser: string
  readonly greater: string
  readonly strict: boolean
}

/**
 * Columns of one type of which one is never above the other, in any row that has both. Numbers are compared where half of
 * the values would be above by chance somewhere; times always, for that is what times of one row are like.
 */
export function findOrderings(columns: readonly NumericColumn[], rareBelow: number): FoundOrdering[] {
  const found: FoundOrdering[] = []
  for (const lesser of columns) {
    for (const greater of columns) {
      if (lesser === greater || lesser.kind !== greater.kind || unitOf(lesser) !== unitOf(greater)) continue
      const holds = compared(lesser.values, greater.values)
      if (holds.both < 4 * rareBelow || holds.above > 0 || holds.below === 0) continue
      if (lesser.kind === 'number' && !overlap(lesser.values, greater.values)) continue
      found.push({ lesser: lesser.name, greater: greater.name, strict: holds.equal === 0 })
    }
  }
  return found.filter(
    ({ lesser, greater }) =>
      !found.some(
        (a) =>
          a.lesser === lesser &&
          a.greater !== greater &&
          found.some((b) => b.lesser === a.greater && b.greater === greater),
      ),
  )
}

export const unitOf = ({ type }: NumericColumn): string =>
  type === 'timestamptz' ? 'timestamp' : type === 'integer' || type === 'decimal' || type === 'float' ? 'number' : type

function compared(a: Float64Array, b: Float64Array): { both: number; above: number; below: number; equal: number } {
  const out = { both: 0, above: 0, below: 0, equal: 0 }
  for (let row = 0; row < a.length; row++) {
    const [left, right] = [a[row]!, b[row]!]
    if (Number.isNaN(left) || Number.isNaN(right)) continue
    out.both++
    if (left > right) {
      out.above++
      return out
    }
    if (left === right) out.equal++
    else out.below++
  }
  return out
}

/** Ranges that lie apart, such as ages and years, are in order by what they are. */
function overlap(lesser: Float64Array, greater: Float64Array): boolean {
  const middle = (values: Float64Array, share: number): number => {
    const sorted = values.filter((value) => !Number.isNaN(value)).sort()
    return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  }
  return middle(lesser, 0.9) > middle(greater, 0.1)
}
