import type { SchemaDefinition } from '../catalog/definition.ts'
import type { GuardedSource } from '../safety/guarded-source.ts'
import type { CloneOptions } from './clone-options.ts'
import type { RowSelection } from './clone-plan.ts'
import { parseSubset } from './subset/parse-subset.ts'
import { planSubset } from './subset/plan-subset.ts'

/** Which rows of which tables are copied; a table that is not in it is copied whole. */
export async function selectRows(
  source: GuardedSource,
  definition: SchemaDefinition,
  { subset, policy }: CloneOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RowSelection>> {
  if (subset === undefined) return new Map()
  return await planSubset({ source, definition, subset: parseSubset(subset), references: policy.references, signal })
}
