import type { SampleTable } from './sample-table.ts'

/** The values of some columns of a row as one text; undefined where one of them is null, or is no key at all. */
export function rowKeys(
  table: SampleTable,
  names: readonly string[],
): ((row: number) => string | undefined) | undefined {
  const columns = names.map((name) => table.columns.find((column) => column.name === name))
  if (columns.some((column) => column === undefined || column.kind === 'other')) return undefined
  const readers = columns.map((column): ((row: number) => string | undefined) => {
    if (column?.kind === 'word') return (row) => column.words[column.codes[row]!]
    if (column?.kind === 'number' || column?.kind === 'time')
      return (row) => (Number.isNaN(column.values[row]!) ? undefined : String(column.values[row]!))
    return () => undefined
  })
  const [only] = readers
  if (only && readers.length === 1) return only
  return (row) => {
    const parts = readers.map((read) => read(row))
    return parts.some((part) => part === undefined) ? undefined : JSON.stringify(parts)
  }
}
