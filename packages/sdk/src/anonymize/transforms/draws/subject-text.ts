import type { RowValues } from '../../transform.ts'

/** Whose value it is, as one text: the row's columns of the subject; where it has none, or no row knows it, the value itself. */
export function subjectText(columns: readonly string[]): (text: string, row: RowValues) => string {
  if (columns.length === 0) return (text) => text
  return (text, row) => {
    const values = columns.map((column) => row.text(column))
    return values.every((value) => value === null) ? text : JSON.stringify(values)
  }
}
