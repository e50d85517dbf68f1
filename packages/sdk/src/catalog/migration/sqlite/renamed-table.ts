import { namedConstraints, type UnnamedConstraint, withoutDerivedNames } from '../../analyze/sqlite/constraint-names.ts'
import { mentions } from '../../analyze/sqlite/mentions.ts'
import type { ForeignKey, Table } from '../../definition.ts'
import type { TablePair } from './table-pairs.ts'

/**
 * The table of the first schema as it is when all renames of tables and columns are done. SQLite follows them, and writes
 * the new names in quotes; an expression that it so rewrites is marked, and equals none that a person wrote.
 */
export function renamedTable({ from, to, columns }: TablePair, pairs: readonly TablePair[]): Table {
  const moved = new Map(
    [[from.name, to.name] as const, ...columns].flatMap(([before, after]) =>
      before === after ? [] : [[before.toLowerCase(), before] as const],
    ),
  )
  const text = (expression: string) =>
    mentions(expression, moved).size === 0 ? expression : `${expression} /* rewritten */`
  const name = (column: string) => columns.get(column) ?? column
  const renamed = withoutDerivedNames(from).map((one) => renamedConstraint(one, { text, name, pairs }))
  return {
    ...from,
    name: to.name,
    columns: from.columns.map((column) => ({
      ...column,
      name: name(column.name),
      generated: column.generated && { ...column.generated, expression: text(column.generated.expression) },
    })),
    constraints: namedConstraints(to.name, [...columns.values()], renamed),
  }
}

interface Naming {
  readonly text: (expression: string) => string
  readonly name: (column: string) => string
  readonly pairs: readonly TablePair[]
}

function renamedConstraint(constraint: UnnamedConstraint, { text, name, pairs }: Naming): UnnamedConstraint {
  switch (constraint.kind) {
    case 'primary key':
    case 'unique': {
      const definition = constraint.definition === null ? null : text(constraint.definition)
      return { ...constraint, definition, columns: constraint.columns.map(name) }
    }
    case 'foreign key': {
      const references = renamedReference(constraint.references, pairs)
      return { ...constraint, columns: constraint.columns.map(name), references }
    }
    case 'check':
      return { ...constraint, expression: text(constraint.expression) }
    case 'exclusion':
      return constraint
  }
}

function renamedReference(reference: ForeignKey['references'], pairs: readonly TablePair[]): ForeignKey['references'] {
  const pair = pairs.find(({ from }) => from.name === reference.name)
  if (!pair) return reference
  const columns = reference.columns.map((column) => pair.columns.get(column) ?? column)
  return { ...reference, name: pair.to.name, columns }
}
