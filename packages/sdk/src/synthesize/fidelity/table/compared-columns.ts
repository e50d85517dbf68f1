/** The rows that are compared with the real ones, and the real ones themselves. */
export type Side = 'real' | 'synthetic' | 'holdout'

/** Numbers, or instants and dates as microseconds; NaN is missing. */
export interface NumberColumn {
  readonly name: string
  readonly is: 'number' | 'time'
  readonly real: Float64Array
  readonly synthetic: Float64Array
  readonly holdout: Float64Array | undefined
}

/** Codes of words, one list of words for all sides; -1 is missing. */
export interface WordColumn {
  readonly name: string
  /** A text is nearly another one in every row: a name, an address, a note. */
  readonly is: 'category' | 'text'
  readonly words: readonly string[]
  readonly real: Int32Array
  readonly synthetic: Int32Array
  readonly holdout: Int32Array | undefined
}

export type ComparedColumn = NumberColumn | WordColumn

/** An entity whose sides speak of the same columns in the same way. */
export interface ComparedEntity {
  readonly entity: string
  readonly rows: { readonly real: number; readonly synthetic: number; readonly holdout: number }
  readonly hasHoldout: boolean
  /** Whose distributions are compared: numbers, times, categories. */
  readonly columns: readonly (NumberColumn | WordColumn)[]
  /** Texts that are nearly all different. */
  readonly texts: readonly WordColumn[]
  /** Keys count rows and refer to them: they say nothing that a distribution could keep. */
  readonly keys: readonly string[]
  /** Columns that cannot be compared, and why. */
  readonly excluded: readonly { readonly column: string; readonly note: string }[]
  /** Of all columns by name and type on both sides, how many are on both. */
  readonly structure: number
}

export function isNumbers(column: ComparedColumn): column is NumberColumn {
  return column.is === 'number' || column.is === 'time'
}
