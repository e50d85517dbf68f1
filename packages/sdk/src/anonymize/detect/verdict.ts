import type { ColumnDecision, ColumnRule } from '../policy.ts'

/** What is to become of a column, as far as a look at it can tell. */
export type Verdict =
  | { readonly kind: 'mask'; readonly decision: ColumnRule; readonly why: string }
  | { readonly kind: 'keep'; readonly why: string }
  /** People decide, out of these or otherwise. */
  | { readonly kind: 'undecided'; readonly why: string; readonly suggestions: readonly ColumnDecision[] }
  /** It refers to a masked key, and is masked as that is. */
  | { readonly kind: 'follows'; readonly column: string }
  /** The engine makes it of other columns. */
  | { readonly kind: 'generated' }
