import { componentsOf } from './components.ts'
import type { ParsedSchema } from './parse.ts'
import type { EntityDefinition } from './schema.ts'

export interface EntityOrder {
  /** Parents before children; entities of one circle stand together, in the order of the schema. */
  readonly order: readonly EntityDefinition[]
  /** Entities that point at each other in a circle; those that only point at themselves are none. */
  readonly cycles: readonly (readonly string[])[]
}

/** The same schema always gives the same order. */
export function orderEntities(schema: Pick<ParsedSchema, 'entities' | 'relationships'>): EntityOrder {
  const parents = new Map<string, string[]>(schema.entities.map(({ name }) => [name, []]))
  for (const one of schema.relationships) {
    const list = parents.get(one.child.entity)
    const targets = one.type === 'polymorphic' ? one.parents : [one.parent]
    for (const { entity } of targets) if (list && parents.has(entity) && entity !== one.child.entity) list.push(entity)
  }
  const components = componentsOf(
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
