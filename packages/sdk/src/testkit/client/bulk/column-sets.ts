import type { Row } from '../test-statements.ts'

export interface ColumnSet {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** Rows that name the same columns, together and in order. A column whose value is undefined is not named. */
export function columnSets(rows: readonly Row[]): ColumnSet[] {
  const sets = new Map<string, { columns: string[]; rows: Row[] }>()
  // By the names as they stand, which most rows have in one order: sorting them is left to the first of each.
  const known = new Map<string, { columns: string[]; rows: Row[] }>()
  for (const row of rows) {
    let columns = Object.keys(row)
    if (columns.some((column) => row[column] === undefined)) {
      columns = columns.filter((column) => row[column] !== undefined)
    }
    const written = columns.join('\0')
    let set = known.get(written)
    if (!set) {
      const sorted = columns.toSorted().join('\0')
      set = sets.get(sorted) ?? { columns, rows: [] }
      sets.set(sorted, set)
      known.set(written, set)
    }
    set.rows.push(row)
  }
  return [...sets.values()]
}

export function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[], void, undefined> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}
