import { type ObjectId, type ObjectKind, objectId } from '../../identity.ts'
import type { QualifiedName } from '../../qualified-name.ts'
import type { Lock, LockMode } from '../step.ts'
import { strongestLocks } from '../strongest-locks.ts'
import type { World } from './kind-rules.ts'

/**
 * Locks on tables and views that stand before the migration and are not made again by it: the others have no users to wait
 * for. The strongest of each; those of indexes and sequences go with their tables.
 */
export function locksOf(world: World, ...wanted: readonly Wanted[]): Lock[] {
  return strongest(wanted.filter(([relation]) => idsOf(relation, world).some((id) => !world.isNew(id))))
}

/** Of a step that drops something: what is made again later still stands then. */
export function locksOfDrop(world: World, ...wanted: readonly Wanted[]): Lock[] {
  return strongest(wanted.filter(([relation]) => idsOf(relation, world).length > 0))
}

type Wanted = readonly [QualifiedName, LockMode]

function strongest(wanted: readonly Wanted[]): Lock[] {
  return strongestLocks(wanted.map(([{ schema, name }, mode]) => ({ relation: { schema, name }, mode })))
}

const relationKinds: readonly ObjectKind[] = ['table', 'view', 'materialized view']

function idsOf({ schema, name }: QualifiedName, { before }: World): ObjectId[] {
  return relationKinds.map((kind) => objectId(kind, schema, name)).filter((id) => before.facts.has(id))
}
