import type { FieldType } from '../../model/schema.ts'

/** One column of one batch as pairs of columns are looked at: once read, many times compared. */
export interface ColumnValues {
  /** −1 where there is no value. */
  readonly hashes: Float64Array
  /** NaN where there is none; undefined where the column holds none that compare. */
  readonly numbers: Float64Array | undefined
  /** Numbers compare with numbers, dates with dates, and so on. */
  readonly scale: Scale | undefined
}

export type Scale = 'number' | 'date' | 'time' | 'timestamp' | 'timestamptz'

export function scaleOf(type: FieldType | undefined): Scale | undefined {
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return 'number'
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return type
    default:
      return undefined
  }
}
