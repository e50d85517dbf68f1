import type { Row } from '../test-statements.ts'

export interface ColumnSet {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** Rows that name the same columns, together and in order. A column whose value is undefined is not named. */
export function columnSets(rows: readonly Row[]): ColumnSet[] {
  const sets = new Map<string, { columns: string[]; rows: Row[] }>()
  for (const row of rows) {
    const columns = Object.keys(row).filter((column) => row[column] !== undefined)
    const id = JSON.stringify(columns.toSorted())
    const set = sets.get(id)
    if (set) set.rows.push(row)
    else sets.set(id, { columns, rows: [row] })
  }
  return [...sets.values()]
}

export function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[], void, undefined> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}
