import type { ColumnModel, ColumnPattern } from '../data-patterns.ts'
import type { Grid } from './grid.ts'

/** What was learned of one column, and which level each row has: 0 null, else from 1; -1 where its value is suppressed. */
export interface ColumnDraft {
  readonly pattern: ColumnPattern
  readonly levels: Int32Array
  readonly levelCount: number
  readonly grid?: Grid | undefined
}

export interface Note {
  readonly at: string
  readonly code: string
  readonly message: string
}

/** Where nothing is known of a value but whether it is there: level 1 where it is. */
export function presentOrNot(
  rows: number,
  isPresent: (row: number) => boolean,
): { levels: Int32Array; levelCount: number } {
  const levels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) levels[row] = isPresent(row) ? 1 : 0
  return { levels, levelCount: 2 }
}

export const nothing: ColumnModel = { model: 'constant', value: null }
