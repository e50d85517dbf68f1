import type { ResourceOf } from '../resource.ts'
import type { SweepConnections } from '../sweep-connections.ts'

/** Removes what a test id created through a test data API; `left` has a reason for each record that stayed. */
export type ProductionRemover = (
  resource: ResourceOf<'production'>,
  options: { readonly signal?: AbortSignal | undefined },
) => Promise<{ readonly removed: number; readonly left: readonly string[] }>

/** What every remover is given. */
export interface Around {
  /** Look, and change nothing. */
  readonly dryRun: boolean
  readonly signal: AbortSignal | undefined
  readonly connections: SweepConnections
  /** Folders that files and folders of ours may be in. */
  readonly roots: readonly string[]
  readonly production: ProductionRemover | undefined
}
