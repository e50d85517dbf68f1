import type { CompiledPolicy } from '../../anonymize/compiled-policy.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import type { RowSelection } from '../clone-plan.ts'
import type { Way } from '../clone-ways.ts'
import type { DatabaseForm } from '../place/database-form.ts'
import type { StagingPlace } from '../staging.ts'

/** What is made, and out of what. */
export interface MadeClone {
  readonly place: StagingPlace
  readonly way: Way
  /** Of the source. */
  readonly schema: SchemaDefinition
  readonly policy: CompiledPolicy
  /** Of a source that is Postgres. */
  readonly form: DatabaseForm | undefined
  /** By table; other ones where the source is opened again. */
  readonly selections: Map<string, RowSelection>
}
