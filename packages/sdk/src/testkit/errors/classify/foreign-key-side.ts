import type { KeyEnds } from './error-context.ts'
import type { Write } from './writes-of.ts'

type Side = 'foreign_key_child' | 'foreign_key_parent'

/**
 * The side that a statement broke a foreign key on. An INSERT has no row that anybody refers to yet, and a DELETE takes
 * no reference up; an UPDATE of the table that the error names, which is the child's, is on the child's side.
 * @param child the table that the error names; SQLite names none
 */
export function foreignKeySide(
  writes: readonly Write[],
  child: string | null,
  keys: readonly KeyEnds[] | undefined,
): Side {
  const sides = new Set(writes.map((write) => sideOf(write, child, keys)))
  return sides.has('foreign_key_parent') && sides.size === 1 ? 'foreign_key_parent' : 'foreign_key_child'
}

function sideOf(write: Write, child: string | null, keys: readonly KeyEnds[] | undefined): Side {
  switch (write.verb) {
    case 'insert':
      return 'foreign_key_child'
    case 'delete':
    case 'drop':
      return 'foreign_key_parent'
    case 'upsert':
    case 'update':
    case 'merge':
      if (child !== null && child !== write.table) return 'foreign_key_parent'
      return isParentsAlone(write, keys ?? []) ? 'foreign_key_parent' : 'foreign_key_child'
  }
}

/** It assigns to columns that are referred to, and to none that refer. */
function isParentsAlone({ table, columns }: Write, keys: readonly KeyEnds[]): boolean {
  const assigns = (name: string) => columns.some((column) => same(column, name))
  return (
    keys.some((key) => same(key.referencedTable, table) && key.referencedColumns.some(assigns)) &&
    !keys.some((key) => same(key.table, table) && key.columns.some(assigns))
  )
}

/** SQLite keeps names as they were written and compares them without regard to case. */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
