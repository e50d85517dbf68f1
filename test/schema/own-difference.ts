import type { SchemaDefinition } from '../../packages/sdk/src/catalog/definition.ts'
import { compareSchemas } from '../../packages/sdk/src/catalog/diff/compare-schemas.ts'

/** What our own comparison still finds between two schemas, in one line each. */
export function ownDifference(a: SchemaDefinition, b: SchemaDefinition): string[] {
  const { added, removed, changed } = compareSchemas(a, b, { owners: true, privileges: true })
  return [
    ...added.map(({ id }) => `+ ${id}`),
    ...removed.map(({ id }) => `- ${id}`),
    ...changed.map(({ id, changes }) => `~ ${id}: ${changes.map(({ property }) => property).join(', ')}`),
  ]
}
