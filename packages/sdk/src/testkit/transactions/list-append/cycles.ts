import type { Dependency } from './dependencies.ts'

export type Cycle = readonly Dependency[]

/** A shortest way from one transaction to another by the dependencies that are given; null where there is none. */
function shortestWay(dependencies: ReadonlyMap<string, readonly Dependency[]>, from: string, to: string): Cycle | null {
  const cameBy = new Map<string, Dependency>()
  const queue = [from]
  for (const at of queue) {
    for (const dependency of dependencies.get(at) ?? []) {
      if (cameBy.has(dependency.to)) continue
      cameBy.set(dependency.to, dependency)
      if (dependency.to === to) return wayTo(cameBy, from, to)
      queue.push(dependency.to)
    }
  }
  return null
}

function wayTo(cameBy: ReadonlyMap<string, Dependency>, from: string, to: string): Cycle {
  const way: Dependency[] = []
  let at = to
  do {
    const dependency = cameBy.get(at)
    if (!dependency) break
    way.unshift(dependency)
    at = dependency.from
  } while (at !== from)
  return way
}

/** A shortest cycle that begins with one of the first kinds and goes on by the others; null where there is none. */
export function shortestCycle(
  dependencies: readonly Dependency[],
  begins: Dependency['kind'],
  goesOn: readonly Dependency['kind'][],
): Cycle | null {
  const ways = new Map<string, Dependency[]>()
  for (const dependency of dependencies) {
    if (!goesOn.includes(dependency.kind)) continue
    const known = ways.get(dependency.from)
    if (known) known.push(dependency)
    else ways.set(dependency.from, [dependency])
  }
  let shortest: Cycle | null = null
  for (const first of dependencies) {
    if (first.kind !== begins) continue
    const back = shortestWay(ways, first.to, first.from)
    if (back && (shortest === null || back.length + 1 < shortest.length)) shortest = [first, ...back]
  }
  return shortest
}
