import type { Rule } from '@understudy/sdk/quality'

/** Enough rows that taking a partition costs nothing beside it. */
const rowsOfPartition = 250_000
const mostPartitions = 16

/**
 * Cuts rules into partitions that any worker takes: all rules of an entity into one, so that its rows are read once for
 * them. Each rule is evaluated by one partition over all rows that it is about, so that what comes of it does not depend
 * on the cut. Gives the places of the rules in the list.
 */
export function cutRules(
  rules: readonly Pick<Rule, 'entity'>[],
  rowsOf: ReadonlyMap<string, number>,
  wanted = rowsOfPartition,
): number[][] {
  const byEntity = new Map<string, number[]>()
  for (const [place, { entity }] of rules.entries()) byEntity.set(entity, [...(byEntity.get(entity) ?? []), place])
  const weighed = [...byEntity].map(([entity, places]) => ({ places, rows: rowsOf.get(entity) ?? 0 }))
  const rows = weighed.reduce((sum, one) => sum + one.rows, 0)
  const count = Math.max(1, Math.min(mostPartitions, weighed.length, Math.ceil(rows / wanted)))
  const cut = Array.from({ length: count }, () => ({ places: [] as number[], rows: 0 }))
  // The largest first, each to whoever has least.
  for (const one of weighed.sort((a, b) => b.rows - a.rows)) {
    const least = cut.reduce((best, part) => (part.rows < best.rows ? part : best))
    least.places.push(...one.places)
    least.rows += one.rows
  }
  return cut.map(({ places }) => places.sort((a, b) => a - b))
}
