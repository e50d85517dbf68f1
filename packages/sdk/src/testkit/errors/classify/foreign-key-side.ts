import type { KeyEnds } from './error-context.ts'
import type { Write } from './writes-of.ts'

type Side = 'foreign_key_child' | 'foreign_key_parent'

/**
 * The side that a statement broke a foreign key on. An INSERT has no row that anybody refers to yet, and a DELETE takes
 * no reference up; an UPDATE of the table that the error names, which is the child's, is on the child's side. The
 * keys, where they are known, come first: of a partitioned child the error names a partition.
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

function sideOf(write: Write, child: string | null, keys: readonly KeyEnds[] = []): Side {
  switch (write.verb) {
    case 'insert':
      return 'foreign_key_child'
    case 'delete':
    case 'drop':
      return 'foreign_key_parent'
    case 'upsert':
    case 'update':
    case 'merge': {
      const asParent = keys.some((key) => assigns(write, key.referencedTable, key.referencedColumns))
      const asChild = keys.some((key) => assigns(write, key.table, key.columns))
      const isParents = asParent === asChild ? child !== null && child !== write.table : asParent
      return isParents ? 'foreign_key_parent' : 'foreign_key_child'
    }
  }
}

function assigns(write: Write, table: string, columns: readonly string[]): boolean {
  return same(write.table, table) && write.columns.some((column) => columns.some((name) => same(name, column)))
}

/** SQLite keeps names as they were written and compares them without regard to case. */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
