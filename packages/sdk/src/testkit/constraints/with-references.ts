import type { ForeignKey, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import { freeParents } from './free-parents.ts'
import { isNull, type LiteralRow, nullLiteral } from './literal-row.ts'
import type { Trial } from './trial.ts'

/** Rows that refer to something where they referred to nothing: to a row that nobody refers to yet, or to themselves. */
export async function withReferences(
  trial: Trial,
  table: Table,
  rows: readonly LiteralRow[],
  wanted: readonly string[],
): Promise<LiteralRow[]> {
  const free = new Map<ForeignKey, LiteralRow | 'itself'>()
  for (const one of table.constraints) {
    if (one.kind !== 'foreign key' || !one.columns.some((column) => wanted.includes(column))) continue
    const parent = trial.definition.tables.find((other) => keyOf(other) === keyOf(one.references))
    if (parent === table) free.set(one, 'itself')
    const found = parent && parent !== table ? await freeParent(trial, one, table, parent) : undefined
    if (found) free.set(one, found)
  }
  const filled = rows.map((row) => {
    const full = { ...row }
    for (const [key, parent] of free)
      key.columns.forEach((column, i) => {
        if (isNull(row, [column]))
          full[column] = (parent === 'itself' ? row : parent)[key.references.columns[i] ?? ''] ?? nullLiteral
      })
    return full
  })
  return filled.filter((row) => !isNull(row, wanted))
}

async function freeParent(
  { session }: Trial,
  { columns, references }: ForeignKey,
  table: Table,
  parent: Table,
): Promise<LiteralRow | undefined> {
  const [row] = await freeParents(session, { table, columns }, { table: parent, columns: references.columns }, 1)
  return row
}
