import type { ParentRows } from '../formulas/relationship.ts'
import { wordOf } from './cell-collector.ts'
import type { Cells, Table } from './cells.ts'

/**
 * The row of the parent of each child: −1 where a part of its key is missing, −2 where no parent has that key. Keys are
 * compared as texts, for a file may hold as text what another has as number. Undefined where a column is missing.
 */
export function parentRows(
  parents: Table,
  parentFields: readonly string[],
  children: Table,
  childFields: readonly string[],
): ParentRows | undefined {
  const keyOfParent = keyReader(parents, parentFields)
  const keyOfChild = keyReader(children, childFields)
  if (keyOfParent === undefined || keyOfChild === undefined) return undefined
  const rowOf = new Map<string, number>()
  for (let row = 0; row < parents.rows; row++) {
    const key = keyOfParent(row)
    if (key !== undefined && !rowOf.has(key)) rowOf.set(key, row)
  }
  return Int32Array.from({ length: children.rows }, (_, row) => {
    const key = keyOfChild(row)
    return key === undefined ? -1 : (rowOf.get(key) ?? -2)
  })
}

function keyReader(table: Table, fields: readonly string[]): ((row: number) => string | undefined) | undefined {
  const readers = fields.map((field) => partReader(table.columns.get(field)))
  const known = readers.filter((reader) => reader !== undefined)
  const [only] = known
  if (only === undefined || known.length < readers.length) return undefined
  if (known.length === 1) return only
  return (row) => {
    let key = ''
    for (const read of known) {
      const part = read(row)
      if (part === undefined) return undefined
      key += `${part.length}:${part}`
    }
    return key
  }
}

function partReader(cells: Cells | undefined): ((row: number) => string | undefined) | undefined {
  if (cells === undefined || cells.as === 'other') return undefined
  if (cells.as === 'words') {
    const { codes, words } = cells
    return (row) => words[codes[row]!]
  }
  const { values, of } = cells
  return (row) => (Number.isNaN(values[row]!) ? undefined : wordOf(of, values[row]!))
}
