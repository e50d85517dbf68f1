import type { FieldType } from '../../model/schema.ts'

/** Numbers and times of a column, NaN where absent. Dates are in days, all other times in microseconds. */
export interface NumericColumn {
  readonly kind: 'number' | 'time'
  readonly name: string
  readonly type: FieldType
  readonly values: Float64Array
}

/** Words of a column by number, -1 where absent. */
export interface WordColumn {
  readonly kind: 'word'
  readonly name: string
  readonly type: FieldType
  readonly words: readonly string[]
  readonly codes: Int32Array
}

/** Lists, documents and bytes: nobody models what is in them. */
export interface OtherColumn {
  readonly kind: 'other'
  readonly name: string
  readonly type: FieldType
  readonly present: Uint8Array
}

export type SampleColumn = NumericColumn | WordColumn | OtherColumn

/** Rows of one entity as they are learned from. */
export interface SampleTable {
  readonly entity: string
  readonly rows: number
  /** Rows that there were, more than `rows` where there were too many to look at. */
  readonly seen: number
  readonly columns: readonly SampleColumn[]
  /** Columns whose values are not of one type. */
  readonly mixed: readonly string[]
}

/** Whether a row has a value. */
export function presenceOf(column: SampleColumn): (row: number) => boolean {
  switch (column.kind) {
    case 'word': {
      const { codes } = column
      return (row) => codes[row]! >= 0
    }
    case 'other': {
      const { present } = column
      return (row) => present[row] === 1
    }
    default: {
      const { values } = column
      return (row) => !Number.isNaN(values[row]!)
    }
  }
}
