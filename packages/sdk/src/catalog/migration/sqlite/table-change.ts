import { mentions } from '../../analyze/sqlite/mentions.ts'
import type { Column, Constraint, ForeignKey, Table, View } from '../../definition.ts'
import { canonical } from '../../diff/canonical.ts'
import { canBeAdded } from './add-column.ts'
import { primaryKeyOf } from './primary-key.ts'
import { renamedTable } from './renamed-table.ts'
import type { TablePair } from './table-pairs.ts'

/** What becomes of a table, once renames are done. */
export interface TableChange {
  readonly how: 'stays' | 'in place' | 'rebuild'
  readonly from: Table
  readonly to: Table
  readonly addedColumns: readonly Column[]
  readonly removedColumns: readonly Column[]
  readonly changedColumns: readonly { readonly from: Column; readonly to: Column }[]
  /** New or not as before. */
  readonly addedConstraints: readonly Constraint[]
  /** Gone or not as after. */
  readonly removedConstraints: readonly Constraint[]
}

/**
 * The order of columns does not count, as it doesn't in Postgres: that alone changes nothing, unless a view shows it by
 * an asterisk. A table that is rebuilt has the order that is wanted.
 *
 * @param views of the second schema
 */
export function tableChange(pair: TablePair, pairs: readonly TablePair[], views: readonly View[]): TableChange {
  const from = renamedTable(pair, pairs)
  const { to } = pair
  const byName = new Map(from.columns.map((column) => [column.name, column]))
  const wanted = new Set(to.columns.map(({ name }) => name))
  const changed = to.columns.flatMap((column) => {
    const before = byName.get(column.name)
    return before && !same(comparedColumn(before), comparedColumn(column)) ? [{ from: before, to: column }] : []
  })
  const differs = (others: readonly Constraint[]) => (constraint: Constraint) =>
    !others.some((other) => same(other, constraint))
  const change = {
    from,
    to,
    addedColumns: to.columns.filter(({ name }) => !byName.has(name)),
    removedColumns: from.columns.filter(({ name }) => !wanted.has(name)),
    changedColumns: changed,
    addedConstraints: to.constraints.filter(differs(from.constraints)),
    removedConstraints: from.constraints.filter(differs(to.constraints)),
  }
  if (to.kind === 'virtual') return { ...change, how: 'stays' }
  return {
    ...change,
    how:
      isRebuilt(change, pair, pairs) || showsOrder(change, views)
        ? 'rebuild'
        : isChanged(change)
          ? 'in place'
          : 'stays',
  }
}

type Differences = Omit<TableChange, 'how'>

function isChanged(change: Differences): boolean {
  return change.addedColumns.length + change.removedColumns.length > 0
}

function isRebuilt(change: Differences, pair: TablePair, pairs: readonly TablePair[]): boolean {
  const { from, to, removedColumns } = change
  return (
    from.strict !== to.strict ||
    from.withoutRowid !== to.withoutRowid ||
    change.changedColumns.length > 0 ||
    change.removedConstraints.length > 0 ||
    removedColumns.length === from.columns.length ||
    removedColumns.some((column) => isUsed(column, from)) ||
    !canBeAdded(change.addedColumns, change.addedConstraints, to.strict) ||
    pair.from.constraints.some((one) => one.kind === 'foreign key' && referenceMoves(one, pairs))
  )
}

function showsOrder({ from, to, removedColumns, addedColumns }: Differences, views: readonly View[]): boolean {
  const columns = [...from.columns.filter((column) => !removedColumns.includes(column)), ...addedColumns]
  if (columns.every(({ name }, at) => name === to.columns[at]?.name)) return false
  const table = new Map([[to.name.toLowerCase(), to.name]])
  return views.some(({ definition }) => definition.includes('*') && mentions(definition, table).size > 0)
}

/** SQLite drops no column that a constraint or another column needs. */
function isUsed(column: Column, table: Table): boolean {
  const name = new Map([[column.name.toLowerCase(), column.name]])
  const names = (text: string) => mentions(text, name).size > 0
  return (
    table.columns.some((other) => other !== column && other.generated && names(other.generated.expression)) ||
    table.constraints.some((constraint) =>
      constraint.kind === 'check'
        ? names(constraint.expression)
        : 'columns' in constraint && constraint.columns.includes(column.name),
    )
  )
}

/**
 * A foreign key that names no columns means the primary key, whatever that is; nothing else tells such a one from one
 * that names those columns. So it is written again where the primary key becomes another.
 */
function referenceMoves({ references }: ForeignKey, pairs: readonly TablePair[]): boolean {
  const pair = pairs.find(({ from }) => from.name === references.name)
  const before = pair && primaryKeyOf(pair.from)?.columns
  if (pair && before && !same(before, references.columns)) return false
  const after = pair && primaryKeyOf(pair.to)?.columns
  return !same(before?.map((column) => pair?.columns.get(column) ?? column) ?? null, after ?? null)
}

function comparedColumn(column: Column): unknown {
  const { position: _, type: __, sequence, ...rest } = column
  return { ...rest, counted: sequence !== null }
}

function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other)
}
