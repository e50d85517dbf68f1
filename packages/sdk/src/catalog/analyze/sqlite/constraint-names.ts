import type { Constraint, Table } from '../../definition.ts'
import type { Unnamed } from './keys.ts'
import { sqliteTokens } from './tokens.ts'

/** Of each kind of constraint, one without a name. */
export type UnnamedConstraint = Constraint extends infer One ? (One extends Constraint ? Unnamed<One> : never) : never

/**
 * Gives a name to every constraint that has none, out of what it says, so that equal tables have equal names in whatever
 * order they say it. Names that stand twice get a number.
 *
 * @param columns of the table, as they are spelled
 */
export function namedConstraints(
  table: string,
  columns: readonly string[],
  constraints: readonly UnnamedConstraint[],
): Constraint[] {
  const names = new Map<UnnamedConstraint, string>()
  const taken = new Set<string>()
  const inOrder = constraints
    .map((constraint) => ({ constraint, order: `${constraint.name === null ? 1 : 0} ${content(constraint)}` }))
    .sort((one, other) => (one.order < other.order ? -1 : one.order > other.order ? 1 : 0))
  for (const { constraint } of inOrder) {
    const wanted = constraint.name ?? derivedName(table, columns, constraint)
    let name = wanted
    for (let n = 1; taken.has(name); n++) name = `${wanted}${n}`
    taken.add(name)
    names.set(constraint, name)
  }
  return constraints.map((constraint) => ({ ...constraint, name: names.get(constraint) ?? '' }))
}

/** A number after it may tell it from others. */
function derivedName(table: string, columns: readonly string[], constraint: UnnamedConstraint): string {
  switch (constraint.kind) {
    case 'primary key':
      return `${table}_pkey`
    case 'unique':
      return `${table}_${constraint.columns.join('_')}_key`
    case 'foreign key':
      return `${table}_${constraint.columns.join('_')}_fkey`
    case 'check':
      return [table, ...mentioned(constraint.expression, columns), 'check'].join('_')
    case 'exclusion':
      return `${table}_excl`
  }
}

/** Columns that an expression names, in its order. */
function mentioned(expression: string, columns: readonly string[]): string[] {
  const byLower = new Map(columns.map((column) => [column.toLowerCase(), column]))
  const found = sqliteTokens(expression)
    .filter(({ kind }) => kind === 'word' || kind === 'quoted')
    .flatMap(({ value }) => byLower.get(value.toLowerCase()) ?? [])
  return [...new Set(found)]
}

function content({ name: _, ...rest }: UnnamedConstraint): string {
  return JSON.stringify(rest)
}

/** The constraints of a table without the names that they get anyway. */
export function withoutDerivedNames(table: Table): readonly UnnamedConstraint[] {
  const columns = table.columns.map(({ name }) => name)
  const bare = table.constraints.map((constraint): UnnamedConstraint => {
    const derived = derivedName(table.name, columns, constraint)
    const number = constraint.name.startsWith(derived) ? constraint.name.slice(derived.length) : 'another'
    return /^\d*$/.test(number) ? { ...constraint, name: null } : constraint
  })
  const again = namedConstraints(table.name, columns, bare)
  return again.every(({ name }, at) => name === table.constraints[at]?.name) ? bare : table.constraints
}
