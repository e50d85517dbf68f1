import type { Sequence, Table } from '../../../definition.ts'
import type { FactOf } from '../../../facts.ts'
import { objectId } from '../../../identity.ts'
import type { Draft, World } from '../kind-rules.ts'
import { locksOf } from '../locks.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { alterTable, alterTableOnly } from './alter-table.ts'
import { columnDefinition, columnSettings, saysMore } from './column-definition.ts'
import { ownedBy } from './create-sequence.ts'
import { columnOf, parentsOf, tableId } from './family.ts'
import { foreignOptions } from './foreign-options.ts'
import { notNullOfNew } from './not-null.ts'
import {
  attachHazards,
  attachLocks,
  attachStatement,
  broughtAlong,
  comesWithTable,
  constraintClause,
  isPartition,
  isUnchecked,
} from './partition.ts'
import { optionList } from './storage-options.ts'

/**
 * A table with its columns, and the ownership of the sequences that they own. A partition is made as a table of its own
 * and attached, so that its keys and indexes have its own names; everything else that stands on a table is made after it.
 */
export function createTable({ object: table }: FactOf<'table'>, world: World): Draft[] {
  const statements = [
    createStatement(table, world),
    ...table.columns.flatMap((column) => columnSettings(table, column)),
    ...inheritedDetails(table, world),
    ...sequencesOwnedBy(table, world).flatMap((sequence) => ownedBy(sequence, world)),
    ...(isPartition(table) ? [...broughtAlong(table, world), ...attachStatement(table)] : []),
    ...rowSettings(table),
  ]
  const parents = isPartition(table)
    ? attachLocks(table, world)
    : table.parents.map((parent) => [parent, 'SHARE UPDATE EXCLUSIVE'] as const)
  const hazards = isPartition(table) ? attachHazards(table, world) : []
  return [
    { action: 'create', title: `create ${tableId(table)}`, statements, hazards, locks: locksOf(world, ...parents) },
  ]
}

function createStatement(table: Table, world: World): string {
  const { ofType, foreign, parents, partitionBy, accessMethod, options, tablespace } = table
  const inherits = !isPartition(table) && parents.length > 0
  return [
    `CREATE ${foreign !== null ? 'FOREIGN ' : table.unlogged ? 'UNLOGGED ' : ''}TABLE ${name(table)}`,
    ofType === null ? '' : ` OF ${quoteTable(ofType)}`,
    body(parts(table, world), ofType !== null),
    inherits ? ` INHERITS (${parents.map(name).join(', ')})` : '',
    partitionBy === null ? '' : ` PARTITION BY ${partitionBy}`,
    accessMethod === null ? '' : ` USING ${quoteIdentifier(accessMethod)}`,
    Object.keys(options).length === 0 ? '' : ` WITH ${optionList(options)}`,
    tablespace === null ? '' : ` TABLESPACE ${quoteIdentifier(tablespace)}`,
    foreign === null ? '' : ` SERVER ${quoteIdentifier(foreign.server)} ${foreignOptions(foreign.options)}`.trimEnd(),
  ].join('')
}

function parts(table: Table, world: World): string[] {
  const partition = isPartition(table)
  const columns = table.columns.filter((column) => {
    if (table.ofType !== null) return saysMore(table, column, world)
    return partition || !column.inherited
  })
  return [
    ...columns.map((column) => columnDefinition(table, column, world)),
    ...(partition
      ? table.constraints.filter((one) => comesWithTable(one) && !isUnchecked(one)).map(constraintClause)
      : []),
  ]
}

function body(lines: readonly string[], optional: boolean): string {
  if (lines.length === 0) return optional ? '' : ' ()'
  return ` (\n  ${lines.join(',\n  ')}\n)`
}

function inheritedDetails(table: Table, world: World): string[] {
  const parents = isPartition(table) ? [] : parentsOf(world.after, table)
  return table.columns.flatMap((column) => {
    const parent = parents.flatMap((one) => columnOf(world.after, one, column.name) ?? [])
    return notNullOfNew(table, column, parent.find(({ notNull }) => notNull) ?? parent[0], isPartition(table))
  })
}

/** Sequences are made before the columns that own them, so ownership is said with the column that is made later. */
export function sequencesOwnedBy(table: Table, world: World, column?: string): Sequence[] {
  return world.after.definition.sequences.filter(
    ({ owner, ...sequence }) =>
      owner !== null &&
      tableId(owner) === tableId(table) &&
      (column === undefined || owner.column === column) &&
      world.after.facts.has(objectId('sequence', sequence.schema, sequence.name)),
  )
}

/** An index that stands for its rows is named by the step that makes the index. */
function rowSettings(table: Table): string[] {
  const { rowSecurity, replicaIdentity } = table
  return [
    ...(rowSecurity.enabled ? [alterTable(table, 'ENABLE ROW LEVEL SECURITY')] : []),
    ...(rowSecurity.forced ? [alterTable(table, 'FORCE ROW LEVEL SECURITY')] : []),
    ...(replicaIdentity === 'full' || replicaIdentity === 'nothing'
      ? [alterTableOnly(table, `REPLICA IDENTITY ${replicaIdentity.toUpperCase()}`)]
      : []),
  ]
}

function name({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return quoteTable({ schema, name })
}
