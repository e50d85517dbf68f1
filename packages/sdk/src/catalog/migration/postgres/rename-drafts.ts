import type { SchemaDefinition } from '../../definition.ts'
import type { Rename } from '../../diff/schema-diff.ts'
import type { Placed } from './placed.ts'

export function renameDrafts(_renames: readonly Rename[], _a: SchemaDefinition, _b: SchemaDefinition): Placed[] {
  return []
}
