import type { MetricName } from './quality-metrics.ts'
import type { Rule } from './rules.ts'

/** Which rows: those of which an expression is true, or those that fail a rule. */
export type PatchedRows = string | { readonly failing: Rule }

/** What a patch does to rows that fail a rule, or to the rule. Data is never changed where it is: a patched source is read. */
export type Patch =
  | {
      readonly type: 'fill'
      readonly entity: string
      readonly column: string
      /** `by`: the value that most rows have which agree in these columns; rows that agree with none stay. */
      readonly with: string | number | boolean | { readonly by: readonly string[] }
      readonly where: PatchedRows
    }
  | { readonly type: 'set-null'; readonly entity: string; readonly column: string; readonly where: PatchedRows }
  | {
      readonly type: 'replace'
      readonly entity: string
      readonly column: string
      readonly mapping: Readonly<Record<string, string>>
    }
  | { readonly type: 'trim'; readonly entity: string; readonly column: string }
  | {
      readonly type: 'case'
      readonly entity: string
      readonly column: string
      readonly to: 'lower' | 'upper'
      /** All rows where left out. */
      readonly where?: PatchedRows | undefined
    }
  /** Texts that are one of these but for case and blanks, or one that more rows write in another way, are written as that. */
  | {
      readonly type: 'respell'
      readonly entity: string
      readonly column: string
      readonly as: readonly string[] | 'most'
    }
  | {
      readonly type: 'swap'
      readonly entity: string
      readonly columns: readonly [string, string]
      readonly where: PatchedRows
    }
  | {
      readonly type: 'clamp'
      readonly entity: string
      readonly column: string
      readonly min?: number | undefined
      readonly max?: number | undefined
    }
  /** Of rows that have the same values in these columns, none of them null, the first stays; no columns are all of them. */
  | { readonly type: 'keep-first'; readonly entity: string; readonly columns: readonly string[] }
  | { readonly type: 'drop-rows'; readonly entity: string; readonly where: PatchedRows }
  | {
      readonly type: 'drop-orphans'
      readonly entity: string
      readonly columns: readonly string[]
      readonly parent: string
      readonly parentColumns: readonly string[]
    }
  | { readonly type: 'change-rule'; readonly rule: string; readonly change: Readonly<Record<string, unknown>> }

export interface Improvement {
  readonly rule: string
  /** For people: what is wrong, what the patch does, what it costs. */
  readonly text: string
  readonly patch: Patch
  /** Rows that it changes or drops, at most. */
  readonly rows: number
  /** What each metric gains by it, from −1 to 1, worked out from the counts of the report. */
  readonly predicted: Readonly<Partial<Record<MetricName, number>>>
  /** It was tried: `predicted` is what the rows gained when they were held against the rules again. */
  readonly tried?: true | undefined
}
