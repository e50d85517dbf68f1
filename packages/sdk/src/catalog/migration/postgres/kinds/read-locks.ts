import type { Fact } from '../../../facts.ts'
import type { ObjectId } from '../../../identity.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { Lock } from '../../step.ts'
import type { World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'

/** A query locks what it reads, also when it is only stored. */
export function readLocks(id: ObjectId, world: World): Lock[] {
  return locksOf(world, ...relationsReadBy(id, world).map((relation) => [relation, 'ACCESS SHARE'] as const))
}

export function relationsReadBy(id: ObjectId, { after }: World): QualifiedName[] {
  const needs = after.definition.dependencies[id] ?? []
  return needs.flatMap((needed) => relationOf(after.facts.get(needed)))
}

function relationOf(fact: Fact | undefined): QualifiedName[] {
  switch (fact?.kind) {
    case 'table':
    case 'view':
    case 'materialized view':
      return [fact.object]
    case 'column':
      return [fact.table]
    default:
      return []
  }
}
