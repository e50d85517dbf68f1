/**
 * What becomes of every column: a file in the user's repository, written by a scan and reviewed by people. It holds no
 * key. A column that it does not decide about keeps everything from being read.
 */
export interface MaskingPolicy {
  readonly kind: 'masking-policy'
  readonly version: 1
  /**
   * Columns without a decision, by their identity schema.table.column, with what was found and what could be done; and
   * "largeObjects", where nobody has decided about them.
   */
  readonly undecided: Readonly<Record<string, Undecided>>
  /** The version of each transform that is used; another one is refused until the policy says so. */
  readonly transforms: Readonly<Record<string, number>>
  readonly tables: Readonly<Record<string, TablePolicy>>
  /** Keys that the database does not know: the first column follows the second. */
  readonly references: readonly SoftReference[]
  readonly privacy: readonly PrivacyDemand[]
  /** What becomes of large objects, which are of no table: bytes that nobody knows. None is copied before it is said. */
  readonly largeObjects?: LargeObjectRule | undefined
  /**
   * Originals in the definition that are let through, by where they stand, such as "comment on table public.people" or
   * "default public.people.email": no mask reaches what is no row.
   */
  readonly definition?: Readonly<Record<string, DefinitionRule>> | undefined
  readonly locale: string
}

export interface Undecided {
  readonly why: string
  readonly suggestions: readonly (ColumnDecision | LargeObjectRule)[]
}

export interface TablePolicy {
  /** The named group that its numbers are counted in as well, such as "reservations". */
  readonly group?: string | undefined
  /** Whose row it is, for the transforms that keep a person coherent. */
  readonly subject?: PolicySubject | undefined
  readonly columns: Readonly<Record<string, ColumnDecision>>
}

/**
 * Columns of the table that say whose row it is, and what they are the key of, such as public.people.id, or a name of
 * one's own. Left out, it is the key that they refer to, or they themselves.
 */
export type PolicySubject = readonly string[] | { readonly columns: readonly string[]; readonly of: string }

/** "keep" leaves values as they are: an explicit decision. */
export type ColumnDecision = 'keep' | ColumnRule

export interface ColumnRule {
  readonly transform: string
  readonly options?: Readonly<Record<string, unknown>> | undefined
  /** The key domain; the transform's own name where left out. Columns that must agree are in one. */
  readonly domain?: string | undefined
  /** Instead of the table's. */
  readonly subject?: PolicySubject | undefined
  /** Only rows of which this holds are masked, in the expression language of schemas; needs a waiver. */
  readonly when?: string | undefined
  /** False lets original values through, and needs a waiver. */
  readonly active?: boolean | undefined
  readonly waiver?: Waiver | undefined
}

/** An exception that somebody answers for; it is printed with every plan, and recorded with every run. */
export interface Waiver {
  readonly reason: string
  readonly by: string
  /** A day, such as 2026-11-29. */
  readonly until?: string | undefined
}

/** empty: each is there and holds nothing. A transform is one that takes bytes, such as file. */
export type LargeObjectRule = 'empty' | { readonly keep: Waiver } | Pick<ColumnRule, 'transform' | 'options' | 'domain'>

export interface DefinitionRule {
  readonly keep: Waiver
}

export interface SoftReference {
  /** schema.table.column, or of several columns schema.table.(a, b). */
  readonly from: string
  readonly to: string
  /** For one that names its table in a column: the value that stands for the table that `to` is of. */
  readonly where?: { readonly column: string; readonly equals: string } | undefined
}

/** Proven on what comes out: every combination of these columns stands for at least k rows, with l values of the sensitive ones. */
export interface PrivacyDemand {
  readonly table: string
  readonly quasiIdentifiers: readonly string[]
  readonly k: number
  readonly sensitive?: readonly string[] | undefined
  readonly l?: number | undefined
}
