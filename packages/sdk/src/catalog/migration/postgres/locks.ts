import type { QualifiedName } from '../../definition.ts'
import { type ObjectKind, objectId } from '../../identity.ts'
import { type Lock, type LockMode, lockModes } from '../step.ts'
import type { World } from './kind-rules.ts'

/** Locks of relations that stand before the migration and stay: the others have no users to wait for. Strongest of each. */
export function locksOf(world: World, ...wanted: readonly (readonly [QualifiedName, LockMode])[]): Lock[] {
  const strongest = new Map<string, Lock>()
  for (const [{ schema, name }, mode] of wanted) {
    if (!stood({ schema, name }, world)) continue
    const key = objectId('table', schema, name)
    const found = strongest.get(key)
    if (found !== undefined && lockModes.indexOf(found.mode) >= lockModes.indexOf(mode)) continue
    strongest.set(key, { relation: { schema, name }, mode })
  }
  return [...strongest.values()]
}

const relationKinds: readonly ObjectKind[] = ['table', 'view', 'materialized view', 'sequence']

function stood({ schema, name }: QualifiedName, world: World): boolean {
  return relationKinds.some((kind) => {
    const id = objectId(kind, schema, name)
    return world.before.facts.has(id) && !world.isNew(id)
  })
}
