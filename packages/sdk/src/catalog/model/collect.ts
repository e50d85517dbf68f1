import type { CheckConstraint, ExclusionConstraint, ForeignKey, Index, SchemaDefinition, Table } from '../definition.ts'
import { distinct } from './distinct.ts'
import { type EntityNames, keyOf } from './entity-names.ts'
import type { Note } from './note.ts'
import { type Limit, type Region, regionOf } from './partitions.ts'
import { type UniqueKey, uniqueKeys } from './unique-keys.ts'

/** A table that rows go into, with all that holds for them, wherever it was declared. */
export interface Fillable {
  readonly table: Table
  readonly entity: string
  readonly keys: readonly UniqueKey[]
  readonly foreignKeys: readonly ForeignKey[]
  readonly checks: readonly Pick<CheckConstraint, 'name' | 'expression'>[]
  readonly exclusions: readonly ExclusionConstraint[]
  readonly limits: readonly Limit[]
}

/** Tables with their partitions' rules gathered in them; what holds no rows of its own is noted. */
export function fillables(definition: SchemaDefinition, names: EntityNames, notes: Note[]): Fillable[] {
  const parts = new Map<string, Table[]>()
  for (const table of definition.tables) {
    if (table.bound === null) continue
    for (const parent of table.parents) parts.set(keyOf(parent), [...(parts.get(keyOf(parent)) ?? []), table])
  }
  const partsOf = (table: Table) => (parts.get(keyOf(table)) ?? []).filter((part) => part.kind === 'partition')

  const indexes = new Map<string, Index[]>()
  for (const index of definition.indexes) {
    const list = indexes.get(keyOf(index.table))
    if (list) list.push(index)
    else indexes.set(keyOf(index.table), [index])
  }
  const indexesOf = (table: Table) => indexes.get(keyOf(table)) ?? []

  const leaveOut = (at: string, message: string) =>
    notes.push({ code: 'TABLE_LEFT_OUT', severity: 'info', at, message })
  for (const view of definition.views) {
    leaveOut(
      names(view),
      `${view.materialized ? 'A materialized view' : 'A view'} shows rows of tables and holds none to make.`,
    )
  }
  return definition.tables.flatMap((table): Fillable[] => {
    const entity = names(table)
    const elsewhere = filledElsewhere(table, names)
    if (elsewhere !== null) {
      leaveOut(entity, elsewhere)
      return []
    }
    const region = regionOf(table, partsOf)
    if (region === null) {
      notes.push({
        code: 'TABLE_UNFILLABLE',
        severity: 'error',
        at: entity,
        message: 'It is partitioned and has no partition, so no row has a place.',
        hint: 'Create a partition, or leave the table empty.',
      })
      return []
    }
    notePartitions(entity, region, notes)
    return [gathered(table, entity, region, indexesOf, notes)]
  })
}

/** Why a table is not filled by itself; null where it is. */
function filledElsewhere({ kind, parents }: Table, names: EntityNames): string | null {
  switch (kind) {
    case 'foreign':
      return 'A foreign table: its rows live in another database.'
    case 'virtual':
      return 'A virtual table: its module decides what it holds.'
    case 'partition':
      return `A partition: it is filled through ${parents.map(names).join(', ')}.`
    case 'table':
    case 'partitioned':
      return null
  }
}

function notePartitions(entity: string, region: Region, notes: Note[]): void {
  if (region.leftOut > 0) {
    notes.push({
      code: 'PARTITIONS_LEFT_OUT',
      severity: 'warning',
      at: entity,
      message: `${region.leftOut} of its partitions stay empty: no single range of values covers them with the others.`,
      hint: 'Fill them by a second run, with the partition key limited to them in the configuration.',
    })
  }
  for (const column of region.incomplete) {
    notes.push({
      code: 'PARTITION_BOUND_NOT_KEPT',
      severity: 'warning',
      at: `${entity}.${column}`,
      message: 'Some of its hash values have no partition, and which values these are only the database knows.',
      hint: 'Create the partitions that are missing.',
    })
  }
}

type IndexesOf = (table: Table) => readonly Index[]

function gathered(table: Table, entity: string, region: Region, indexesOf: IndexesOf, notes: Note[]): Fillable {
  const constraints = region.tables.flatMap((part) => part.constraints)
  const own = table.constraints
  return {
    table,
    entity,
    keys: uniqueKeys(entity, table, region.tables, indexesOf, notes),
    foreignKeys: distinct(
      constraints.filter((one): one is ForeignKey => one.kind === 'foreign key' && !one.inherited),
      (key) => JSON.stringify([key.columns, keyOf(key.references), key.references.columns]),
    ),
    checks: [
      ...own.filter((one): one is CheckConstraint => one.kind === 'check'),
      ...region.checks
        .filter((expression) => !own.some((one) => one.kind === 'check' && one.expression === expression))
        .map((expression) => ({ name: `${table.name}_partitions`, expression })),
    ],
    exclusions: constraints.filter((one): one is ExclusionConstraint => one.kind === 'exclusion'),
    limits: region.limits,
  }
}
