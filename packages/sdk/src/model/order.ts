import type { ParsedSchema } from './parse.ts'
import type { EntityDefinition } from './schema.ts'

export interface EntityOrder {
  /** Parents before children; entities of one circle stand together, in the order of the schema. */
  readonly order: readonly EntityDefinition[]
  /** Entities that point at each other in a circle; those that only point at themselves are none. */
  readonly cycles: readonly (readonly string[])[]
}

/** Tarjan's strongly connected components, without recursion: a chain of a thousand entities is no problem. */
export function orderEntities(schema: Pick<ParsedSchema, 'entities' | 'relationships'>): EntityOrder {
  const parents = new Map<string, string[]>(schema.entities.map(({ name }) => [name, []]))
  for (const one of schema.relationships) {
    const list = parents.get(one.child.entity)
    const targets = one.type === 'polymorphic' ? one.parents : [one.parent]
    for (const { entity } of targets) if (list && parents.has(entity) && entity !== one.child.entity) list.push(entity)
  }
  const components = connected(
    schema.entities.map(({ name }) => name),
    parents,
  )
  const byName = new Map(schema.entities.map((entity, position) => [entity.name, { entity, position }]))
  const sorted = components.map((names) => [...names].sort((a, b) => byName.get(a)!.position - byName.get(b)!.position))
  return {
    order: sorted.flat().map((name) => byName.get(name)!.entity),
    cycles: sorted.filter((names) => names.length > 1),
  }
}

/** Components come out parents first. */
function connected(names: readonly string[], parents: ReadonlyMap<string, readonly string[]>): string[][] {
  const number = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const components: string[][] = []
  const enter = (name: string): { name: string; next: number } => {
    number.set(name, number.size)
    low.set(name, number.get(name)!)
    open.push(name)
    isOpen.add(name)
    return { name, next: 0 }
  }
  for (const start of names) {
    if (number.has(start)) continue
    const path = [enter(start)]
    while (path.length > 0) {
      const top = path.at(-1)!
      const parent = parents.get(top.name)![top.next++]
      if (parent !== undefined) {
        if (!number.has(parent)) path.push(enter(parent))
        else if (isOpen.has(parent)) low.set(top.name, Math.min(low.get(top.name)!, number.get(parent)!))
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
