import type { RowValues, Subject } from '../../transform.ts'

/** Whose value it is, as one text: what the subject is of, and the row's columns of it; where there is none, or no row knows it, the value itself. */
export function subjectText(subject: Subject | undefined): (text: string, row: RowValues) => string {
  if (subject === undefined) return (text) => text
  return (text, row) => {
    const values = subject.columns.map((column) => row.text(column))
    return values.every((value) => value === null) ? text : JSON.stringify([subject.of, ...values])
  }
}
