import type { SchemaDefinition } from '../../definition.ts'
import type { PropertyChange } from '../../diff/schema-diff.ts'
import type { Fact, FactKind, FactOf } from '../../facts.ts'
import type { ObjectId } from '../../identity.ts'
import type { MigrationStep } from '../step.ts'

/** A step that has no place in the order yet. What is left out: no hazards, no locks, a shared transaction, usual timeouts. */
export interface Draft extends Pick<MigrationStep, 'action' | 'title' | 'statements'> {
  readonly hazards?: MigrationStep['hazards']
  readonly locks?: MigrationStep['locks']
  readonly transaction?: MigrationStep['transaction']
  readonly timeouts?: MigrationStep['timeouts']
}

/** One of the two schemas, as the rules of a kind may look at it. */
export interface Side {
  readonly definition: SchemaDefinition
  readonly facts: ReadonlyMap<ObjectId, Fact>
}

export interface World {
  readonly before: Side
  readonly after: Side
  /** Whether the object, or what it is a part of, is made by this very migration: it holds no rows and nobody waits for it. */
  isNew(id: ObjectId): boolean
  /** Whether the object is dropped by this migration, made again or not. */
  isDropped(id: ObjectId): boolean
  /** Ways that keep a table usable meanwhile, where there are any: CONCURRENTLY, NOT VALID and VALIDATE apart. */
  readonly online: boolean
  /** Nobody else uses the tables and steps are run side by side: what builds or checks stands apart from what locks. */
  readonly apart?: boolean | undefined
}

export type Alteration =
  /**
   * `disturbs`: what depends on the object must be gone meanwhile, and is made again. An empty list of drafts is fine: the
   * change comes by itself with another object's.
   */
  | { readonly how: 'in place'; readonly drafts: readonly Draft[]; readonly disturbs?: boolean }
  /** Dropped and made again, and so is what depends on it. */
  | { readonly how: 'replace' }
  | { readonly how: 'refuse'; readonly why: string; readonly hint: string }

/**
 * How objects of one kind come, change and go. Comments, owners and privileges are not their business: those are the
 * same for every kind. An empty list means that it comes or goes with another object, such as a column with its table.
 */
export interface KindRules<Kind extends FactKind> {
  create(fact: FactOf<Kind>, world: World): readonly Draft[]
  drop(fact: FactOf<Kind>, world: World): readonly Draft[]
  alter(from: FactOf<Kind>, to: FactOf<Kind>, changes: readonly PropertyChange[], world: World): Alteration
}
