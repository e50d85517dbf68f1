import type { Fact } from '../../../facts.ts'
import type { ObjectId } from '../../../identity.ts'
import type { World } from '../kind-rules.ts'
import { tableId } from './family.ts'

/**
 * Whether an object goes with what it is a part of, without a step of its own. Where something else that it depends on is
 * dropped as well, it must go first: nothing says that the whole goes before that.
 */
export function goesAlong(fact: Fact, world: World): boolean {
  const { parent } = fact
  if (parent === null || !world.isDropped(parent)) return false
  const whole = outermost(parent, world)
  const needed = world.before.definition.dependencies[fact.id] ?? []
  return needed.every((id) => (world.isDropped(id) ? outermost(id, world) === whole : !outlives(id, whole, world)))
}

/** A sequence leaves the table that owns it before that goes, and with it what draws from it. */
function outlives(id: ObjectId, whole: ObjectId, world: World): boolean {
  return world.before.facts.get(id)?.kind === 'sequence' && outermost(id, world) === whole
}

function outermost(id: ObjectId, world: World): ObjectId {
  const fact = world.before.facts.get(id)
  if (fact?.kind === 'sequence' && fact.object.owner !== null) return tableId(fact.object.owner)
  return fact?.parent ? outermost(fact.parent, world) : id
}
