import type { Constraint } from '../../../definition.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { World } from '../kind-rules.ts'
import { descendantsOf } from './family.ts'

/** The tables that a foreign key points at: partitions are locked with their whole. */
export function foreignKeyTables(constraint: Constraint, world: World): QualifiedName[] {
  if (constraint.kind !== 'foreign key') return []
  const { schema, name } = constraint.references
  const parts = descendantsOf(world.before, { schema, name }).filter(({ boundText }) => boundText !== null)
  return [{ schema, name }, ...parts]
}
