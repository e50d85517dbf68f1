import type { SoftReference } from '../../anonymize/policy.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { Subset } from './subset-file.ts'

export interface SubsetInput {
  readonly source: GuardedSource
  readonly definition: SchemaDefinition
  readonly subset: Subset
  /** Of the policy: keys that the database does not know. */
  readonly references?: readonly SoftReference[] | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: { readonly table: string; readonly rows: number }) => void) | undefined
  /** Of keys that are whole numbers; others count as several. Some gigabyte where it is left out. */
  readonly mostKeys?: number | undefined
}
