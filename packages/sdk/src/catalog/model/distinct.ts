/** The first item of each key, in order. */
export function distinct<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  const seen = new Set<string>()
  return items.filter((item) => {
    const name = key(item)
    if (seen.has(name)) return false
    seen.add(name)
    return true
  })
}
