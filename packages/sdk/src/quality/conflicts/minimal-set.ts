/**
 * The smallest set, as far as leaving out goes, of which something holds that holds of any set with a set of it inside:
 * without any one of its members it holds no more. QuickXplain: few questions where the answer is small.
 */
export function minimalSet<Item>(items: readonly Item[], holds: (some: readonly Item[]) => boolean): readonly Item[] {
  return holds([]) ? [] : reduced([], false, items, holds)
}

function reduced<Item>(
  background: readonly Item[],
  changed: boolean,
  items: readonly Item[],
  holds: (some: readonly Item[]) => boolean,
): readonly Item[] {
  if (changed && holds(background)) return []
  if (items.length <= 1) return items
  const half = items.length >> 1
  const [first, second] = [items.slice(0, half), items.slice(half)]
  const ofSecond = reduced([...background, ...first], first.length > 0, second, holds)
  const ofFirst = reduced([...background, ...ofSecond], ofSecond.length > 0, first, holds)
  return [...ofFirst, ...ofSecond]
}
