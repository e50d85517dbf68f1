import type { SchemaDefinition } from '../../catalog/definition.ts'
import { type Fact, factsOf } from '../../catalog/facts.ts'
import type { ObjectId } from '../../catalog/identity.ts'

/** What would slow the load down, refuse rows in their order, fire for them or hide them. */
function comesLater(fact: Fact): boolean {
  switch (fact.kind) {
    case 'constraint':
      // A check that holds for all rows is cheapest, and found out about soonest, while they come.
      return fact.object.kind !== 'check' || !fact.object.valid || !fact.object.enforced
    case 'index':
    case 'statistics':
    case 'trigger':
    case 'rule':
    case 'policy':
    case 'event trigger':
    case 'materialized view':
    case 'default privileges':
      return true
    default:
      return false
  }
}

/** Tables and their columns are what rows need, with all that these depend on. */
function isNeeded({ kind }: Fact): boolean {
  return kind === 'table' || kind === 'column'
}

/** The objects that are made after the rows: those of such kinds, and what depends on them, unless rows need it. */
export function laterObjects(definition: SchemaDefinition): Set<ObjectId> {
  const facts = factsOf(definition)
  const needs = (fact: Fact): readonly ObjectId[] => [
    ...(definition.dependencies[fact.id] ?? []),
    ...(fact.parent === null ? [] : [fact.parent]),
  ]
  const needed = new Set<ObjectId>()
  const wanted = [...facts.values()].filter(isNeeded).map(({ id }) => id)
  for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
    const fact = facts.get(id)
    if (fact === undefined || needed.has(id)) continue
    needed.add(id)
    wanted.push(...needs(fact))
  }
  const later = new Set<ObjectId>()
  for (const fact of facts.values()) if (comesLater(fact) && !needed.has(fact.id)) later.add(fact.id)
  for (let before = -1; before !== later.size; ) {
    before = later.size
    for (const fact of facts.values()) {
      if (!needed.has(fact.id) && needs(fact).some((id) => later.has(id))) later.add(fact.id)
    }
  }
  return later
}
