/**
 * Strongly connected components by Tarjan, without recursion: a chain of thousands is no problem. What a component points
 * at comes out before it.
 */
export function componentsOf(names: readonly string[], next: ReadonlyMap<string, readonly string[]>): string[][] {
  const number = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const components: string[][] = []
  const enter = (name: string): { name: string; taken: number } => {
    number.set(name, number.size)
    low.set(name, number.get(name)!)
    open.push(name)
    isOpen.add(name)
    return { name, taken: 0 }
  }
  for (const start of names) {
    if (number.has(start)) continue
    const path = [enter(start)]
    while (path.length > 0) {
      const top = path.at(-1)!
      const target = next.get(top.name)?.[top.taken++]
      if (target !== undefined) {
        if (!number.has(target)) path.push(enter(target))
        else if (isOpen.has(target)) low.set(top.name, Math.min(low.get(top.name)!, number.get(target)!))
        continue
      }
      path.pop()
      const below = path.at(-1)
      if (below) low.set(below.name, Math.min(low.get(below.name)!, low.get(top.name)!))
      if (low.get(top.name) !== number.get(top.name)) continue
      const component: string[] = []
      for (let name = open.pop(); name !== undefined; name = open.pop()) {
        isOpen.delete(name)
        component.push(name)
        if (name === top.name) break
      }
      components.push(component)
    }
  }
  return components
}

/** A shortest way from each component's first name back to it, for those that have one: [a, b] where a → b → a. */
export function circlesOf(names: readonly string[], next: ReadonlyMap<string, readonly string[]>): string[][] {
  const place = new Map(names.map((name, i) => [name, i]))
  const circles: string[][] = []
  for (const component of componentsOf(names, next)) {
    const start = component.reduce((first, name) => (place.get(name)! < place.get(first)! ? name : first))
    const within = new Set(component)
    if (component.length === 1 && !next.get(start)?.includes(start)) continue
    circles.push(wayBack(start, within, next))
  }
  return circles.sort((a, b) => place.get(a[0]!)! - place.get(b[0]!)!)
}

function wayBack(start: string, within: ReadonlySet<string>, next: ReadonlyMap<string, readonly string[]>): string[] {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const name of queue) {
    for (const target of next.get(name) ?? []) {
      if (target === start) {
        const way = [name]
        for (let at = cameFrom.get(name); at !== undefined; at = cameFrom.get(at)) way.unshift(at)
        return way
      }
      if (!within.has(target) || cameFrom.has(target)) continue
      cameFrom.set(target, name)
      queue.push(target)
    }
  }
  return [start]
}
