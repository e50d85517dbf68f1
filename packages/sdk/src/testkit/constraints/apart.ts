import type { Table } from '../../catalog/definition.ts'
import { breakingValues } from './breaking-values.ts'
import { type LiteralRow, nullLiteral, valuesOf } from './literal-row.ts'

const mostValues = 12

/**
 * A row that shares some columns with another, so that they differ in every other key: as it is, or with other values in
 * a column of each key that they share too. None where a key has no column but the shared ones.
 */
export function keptApart(
  row: LiteralRow,
  first: LiteralRow,
  shared: readonly string[],
  table: Table,
  others: readonly LiteralRow[],
): LiteralRow[] {
  let variants = [row]
  for (const key of table.constraints) {
    if (key.kind !== 'primary key' && key.kind !== 'unique') continue
    if (key.columns.every((column) => shared.includes(column))) continue
    variants = variants.flatMap((variant) => {
      const same = valuesOf(variant, key.columns).every((value, i) => value === valuesOf(first, key.columns)[i])
      return same ? withOther(variant, freeColumn(key.columns, shared, table), table, others) : [variant]
    })
  }
  return variants
}

/** One that refers to nothing has more values to choose from. */
function freeColumn(columns: readonly string[], shared: readonly string[], table: Table): string | undefined {
  const free = columns.filter((column) => !shared.includes(column))
  const refers = new Set(table.constraints.flatMap((one) => (one.kind === 'foreign key' ? one.columns : [])))
  return free.find((column) => !refers.has(column)) ?? free[0]
}

function withOther(
  row: LiteralRow,
  name: string | undefined,
  table: Table,
  others: readonly LiteralRow[],
): LiteralRow[] {
  const column = table.columns.find((one) => one.name === name)
  if (!column || name === undefined) return [row]
  const known = others.flatMap((other) => other[name] ?? [])
  const values = [...new Set([...known, ...breakingValues(column.type, [])])]
  return values
    .filter((value) => value !== row[name] && value !== nullLiteral)
    .slice(0, mostValues)
    .map((value) => ({ ...row, [name]: value }))
}
