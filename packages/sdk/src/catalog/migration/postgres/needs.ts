import type { SchemaDefinition } from '../../definition.ts'
import { type Fact, factsOf } from '../../facts.ts'
import { type ObjectId, objectId } from '../../identity.ts'
import type { Side } from './kind-rules.ts'

/** One side of a migration, and what its objects need of each other, what they are part of among that. */
export interface Needs extends Side {
  needs(id: ObjectId): readonly ObjectId[]
  dependents(id: ObjectId): readonly ObjectId[]
}

export function needsOf(definition: SchemaDefinition): Needs {
  const facts = factsOf(definition)
  const needs = new Map<ObjectId, ObjectId[]>()
  const dependents = new Map<ObjectId, ObjectId[]>()
  for (const fact of facts.values()) {
    const needed = needsOfFact(fact, definition).filter((id) => id !== fact.id && facts.has(id))
    needs.set(fact.id, needed)
    for (const id of needed) {
      const list = dependents.get(id)
      if (list) list.push(fact.id)
      else dependents.set(id, [fact.id])
    }
  }
  return { definition, facts, needs: (id) => needs.get(id) ?? [], dependents: (id) => dependents.get(id) ?? [] }
}

function needsOfFact(fact: Fact, { dependencies }: SchemaDefinition): ObjectId[] {
  const { id, parent } = fact
  const needed = [
    ...(parent === null ? [] : [parent]),
    ...(dependencies[id] ?? []),
    ...inheritedFrom(fact),
    ...pointedAt(fact),
  ]
  return [...new Set(needed)]
}

/** The catalog records the columns that a foreign key points at, and not the table. */
function pointedAt(fact: Fact): ObjectId[] {
  if (fact.kind !== 'constraint' || fact.object.kind !== 'foreign key') return []
  const { schema, name } = fact.object.references
  return [objectId('table', schema, name)]
}

/** A column that a table has from its parents changes with theirs, and its default must suit them. */
function inheritedFrom(fact: Fact): ObjectId[] {
  if (fact.kind !== 'column' && fact.kind !== 'default') return []
  const { name } = fact.kind === 'column' ? fact.object : fact.column
  return fact.table.parents.map((parent) => objectId('column', parent.schema, parent.name, name))
}
