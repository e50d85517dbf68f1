import type { PairFidelity } from '../fidelity-report.ts'
import { type ComparedEntity, isNumbers } from './table/compared-columns.ts'

/** Targets of more values say little about a model of so few trees. */
const mostValues = 20

/** Where nobody names a target: the category and the number that have most to do with the other columns. */
export function chooseTargets({ columns }: ComparedEntity, pairs: readonly PairFidelity[]): string[] {
  const strengths = new Map<string, number>()
  for (const { columns: pair, strength } of pairs) {
    // A column that another one tells for certain is that column again.
    if (strength.real === null || Math.abs(strength.real) > 0.98) continue
    for (const name of pair) strengths.set(name, (strengths.get(name) ?? 0) + Math.abs(strength.real))
  }
  const strongest = (names: readonly string[]) =>
    names
      .filter((name) => (strengths.get(name) ?? 0) > 0)
      .sort((a, b) => strengths.get(b)! - strengths.get(a)!)
      .slice(0, 1)
  const categories = columns.flatMap((column) =>
    !isNumbers(column) && new Set(column.real.filter((code) => code >= 0)).size <= mostValues ? [column.name] : [],
  )
  return [...strongest(categories), ...strongest(columns.filter(isNumbers).map(({ name }) => name))]
}
