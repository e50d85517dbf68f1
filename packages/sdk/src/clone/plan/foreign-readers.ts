import type { SchemaDefinition, View } from '../../catalog/definition.ts'
import { factsOf } from '../../catalog/facts.ts'
import type { ObjectId } from '../../catalog/identity.ts'

/** Views that read a foreign table, themselves or by others. */
export function foreignReaders(definition: SchemaDefinition): readonly View[] {
  const facts = [...factsOf(definition).values()]
  const parents = new Map(facts.map(({ id, parent }) => [id, parent]))
  const found = new Set<ObjectId>()
  const reads = (id: ObjectId): boolean => {
    const parent = parents.get(id)
    return found.has(id) || (parent !== undefined && parent !== null && found.has(parent))
  }
  for (const fact of facts) if (fact.kind === 'table' && fact.object.kind === 'foreign') found.add(fact.id)
  const views = facts.filter(({ kind }) => kind === 'view' || kind === 'materialized view')
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const { id } of views) if ((definition.dependencies[id] ?? []).some(reads)) found.add(id)
  }
  return facts.flatMap((fact) =>
    (fact.kind === 'view' || fact.kind === 'materialized view') && found.has(fact.id) ? [fact.object] : [],
  )
}
