import type { ForeignKey, ReferentialAction } from '../../definition.ts'
import type { CreateTable } from './create-table.ts'
import type { Unnamed } from './keys.ts'
import type { ColumnFact, ForeignKeyFact } from './read.ts'

/** Columns of every table by its name in lower case, since SQLite finds names in any case. */
export type ColumnsByTable = ReadonlyMap<string, readonly ColumnFact[]>

/** Foreign keys of one table; `facts` in the order of the statement, which alone tells names and deferral. */
export function foreignKeys(
  facts: readonly ForeignKeyFact[],
  statement: CreateTable,
  columns: ColumnsByTable,
): Unnamed<ForeignKey>[] {
  const keys = new Map<number, ForeignKeyFact[]>()
  for (const fact of facts) keys.set(fact.id, [...(keys.get(fact.id) ?? []), fact])
  return [...keys.values()].map((parts, position) => {
    const [first] = parts
    const written = statement.foreignKeys[position]
    const parent = columns.get(first?.parent.toLowerCase() ?? '') ?? []
    const own = columns.get(first?.table.toLowerCase() ?? '') ?? []
    const from = parts.map((part) => spelled(own, part.from))
    return {
      kind: 'foreign key',
      name: written?.name ?? null,
      definition: null,
      columns: from,
      references: {
        schema: 'main',
        name: parent[0]?.table ?? first?.parent ?? '',
        columns: parts.map((part, at) =>
          part.to === null ? (keyColumns(parent)[at] ?? '') : spelled(parent, part.to),
        ),
      },
      match: 'simple',
      onUpdate: action(first?.onUpdate),
      onDelete: action(first?.onDelete),
      deferrable: written?.deferrable ?? false,
      initiallyDeferred: written?.initiallyDeferred ?? false,
      valid: true,
      enforced: true,
      inherited: false,
      keyOfWhole: null,
      period: false,
    }
  })
}

function keyColumns(columns: readonly ColumnFact[]): string[] {
  return columns
    .filter((column) => column.key > 0)
    .sort((one, other) => one.key - other.key)
    .map((column) => column.name)
}

export function spelled(columns: readonly ColumnFact[], name: string): string {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.name ?? name
}

function action(words: string | undefined): ReferentialAction {
  const lower = words?.toLowerCase()
  switch (lower) {
    case 'restrict':
    case 'cascade':
    case 'set null':
    case 'set default':
      return lower
    default:
      return 'no action'
  }
}
