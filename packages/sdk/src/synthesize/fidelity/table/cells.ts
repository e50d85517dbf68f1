/** The cells of a column of one side, as they were read: numbers with NaN for what is missing, or codes of words with -1. */
export type Cells =
  | { readonly as: 'numbers'; readonly of: 'number' | 'time'; readonly values: Float64Array }
  | { readonly as: 'words'; readonly codes: Int32Array; readonly words: readonly string[] }
  /** Documents, lists and bytes: nobody compares them. */
  | { readonly as: 'other'; readonly type: string }

/** All rows of one entity of one side, column by column. */
export interface Table {
  readonly entity: string
  readonly rows: number
  readonly columns: ReadonlyMap<string, Cells>
}
