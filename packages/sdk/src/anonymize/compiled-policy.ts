import type { MaskingTable } from './masking-schema.ts'
import type { PrivacyDemand, Waiver } from './policy.ts'
import type { Mask, Promises } from './transform.ts'

/** A policy that was held against a schema and a key, and lacks nothing: what everything that masks is given. */
export interface CompiledPolicy {
  /** Of the policy as it is meant, whatever order and spacing it is written in; stands in plans and manifests. */
  readonly fingerprint: string
  /** Null where nothing needs a key. */
  readonly keyId: string | null
  readonly transforms: Readonly<Record<string, number>>
  /** By name. */
  readonly tables: ReadonlyMap<string, TableMask>
  readonly privacy: readonly PrivacyDemand[]
  /** Undefined where the policy does not decide about them. */
  readonly largeObjects?: LargeObjectMask | undefined
  /** Places of the definition where originals may stand, by a waiver each. */
  readonly definition?: ReadonlySet<string> | undefined
  readonly waivers: readonly RecordedWaiver[]
  /** What nobody could tell beforehand, such as a check that was not understood: a sentence each. */
  readonly notes: readonly string[]
}

export type LargeObjectMask =
  | { readonly decision: 'keep' }
  | { readonly decision: 'empty' }
  | {
      readonly decision: 'mask'
      readonly mask: Mask
      readonly transform: { readonly name: string; readonly version: number }
      readonly promises: Promises
    }

export interface RecordedWaiver extends Waiver {
  /** What is let through: a column, a place of the definition, or "source-can-write". */
  readonly about: string
}

export interface TableMask {
  readonly table: MaskingTable
  readonly group: string | undefined
  /** One for each column of the table, in the table's order. */
  readonly columns: readonly ColumnMask[]
}

export interface ColumnMask {
  readonly name: string
  /** waived: it has a rule that is not active. */
  readonly decision: 'mask' | 'keep' | 'generated' | 'waived'
  /** Of what is masked. It takes and gives the whole value of the column, lists and JSON included. */
  readonly mask: Mask | undefined
  readonly transform: { readonly name: string; readonly version: number } | undefined
  readonly promises: Promises | undefined
  /** Columns of the row that the mask reads besides its own. */
  readonly reads: readonly string[]
  /** Rows whose value the policy lets through: those that are any of these. */
  readonly passes?: readonly PassingRows[] | undefined
}

/** Rows of which a condition is known to be false; or of which a column holds one of some texts, or none of them. */
export type PassingRows =
  | { readonly failing: string }
  | { readonly column: string; readonly among: readonly string[] }
  | { readonly column: string; readonly apartFrom: readonly string[]; readonly and?: PassingRows | undefined }
