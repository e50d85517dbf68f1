import type {
  FixedColumns,
  MaskingColumn,
  MaskingForeignKey,
  MaskingSchema,
  MaskingTable,
  MaskingType,
} from '../../anonymize/masking-schema.ts'
import { tableIdentity } from '../../anonymize/policy/identity.ts'
import type { Constraint, Index, SchemaDefinition, Table } from '../definition.ts'
import type { QualifiedName } from '../qualified-name.ts'
import { checkedLengths } from './checked-lengths.ts'
import { columnsMaskingType } from './column-masking-type.ts'
import { domainChecks } from './domain-checks.ts'
import { heldDistinct } from './held-distinct.ts'
import { partitionKeys } from './partition-keys.ts'

/**
 * What masking has to know of a database. Partitions are part of the table at their root, with all that only they are
 * held to; what inherits otherwise stands alone. Views are made anew of what they show and are not in it. Foreign and
 * virtual tables are: whatever they hold is somebody's decision.
 */
export function maskingSchemaOf(definition: SchemaDefinition): MaskingSchema {
  const roots = rootsOf(definition)
  const parts = new Map<Table, Table[]>()
  for (const table of definition.tables) {
    const root = roots(table)
    if (root !== undefined) parts.set(root, [...(parts.get(root) ?? []), table])
  }
  const indexes = new Map<string, Index[]>()
  for (const index of definition.indexes) {
    indexes.set(keyOf(index.table), [...(indexes.get(keyOf(index.table)) ?? []), index])
  }
  return {
    tables: [...parts].map(([root, tables]) => {
      const constraints = tables.flatMap((table) =>
        table === root ? table.constraints : table.constraints.filter((one) => !('inherited' in one && one.inherited)),
      )
      const own = tables.flatMap((table) => indexes.get(keyOf(table)) ?? [])
      return maskingTable(definition, { table: root, parts: tables, constraints, indexes: own }, roots)
    }),
  }
}

/** The name that policies, masks and numbers of a table go by. */
export function maskingTableName(
  { engine }: Pick<SchemaDefinition, 'engine'>,
  { schema, name }: QualifiedName,
): string {
  return engine === 'sqlite' ? tableIdentity(name) : tableIdentity(schema, name)
}

/** A table with all that is a part of it, itself among them, and what the one and the others are held to. */
interface Whole {
  readonly table: Table
  readonly parts: readonly Table[]
  readonly constraints: readonly Constraint[]
  readonly indexes: readonly Index[]
}

function maskingTable(
  definition: SchemaDefinition,
  { table, parts, constraints, indexes }: Whole,
  rootOf: (table: Table) => Table | undefined,
): MaskingTable {
  const { keys, partialKeys, fixed, caseless } = heldDistinct(definition.engine, table, constraints, indexes)
  const checks = [
    ...constraints.flatMap((one) => (one.kind === 'check' ? [one.expression] : [])),
    ...domainChecks(table.columns),
  ]
  const lengths = checkedLengths(checks)
  return {
    name: maskingTableName(definition, table),
    columns: table.columns.map((column): MaskingColumn => {
      const value = noLonger(
        columnsMaskingType(definition, column, caseless.has(column.name)),
        lengths.get(column.name),
      )
      const { name, databaseType, generated, type } = column
      const notNull = column.notNull || (type.kind === 'domain' && type.notNull)
      return { name, databaseType, value, nullable: !notNull, generated: generated !== null }
    }),
    keys,
    partialKeys,
    foreignKeys: constraints.flatMap((one): MaskingForeignKey[] => {
      if (one.kind !== 'foreign key') return []
      const referred = definition.tables.find((other) => keyOf(other) === keyOf(one.references))
      const root = referred === undefined ? one.references : (rootOf(referred) ?? one.references)
      return [{ columns: one.columns, table: maskingTableName(definition, root), references: one.references.columns }]
    }),
    checks,
    fixed: [...fixed, ...partitionKeys(definition.engine, parts), ...elsewhere(table)],
  }
}

function noLonger(type: MaskingType, most: number | undefined): MaskingType {
  if (most === undefined || type.kind !== 'scalar' || type.form !== 'text') return type
  return { ...type, maxLength: Math.min(most, type.maxLength ?? most) }
}

/** Rows of a foreign table are read where they are, whatever a policy says of them. */
function elsewhere({ kind, columns }: Table): FixedColumns[] {
  if (kind !== 'foreign') return []
  const why = 'its rows are in another database, where no mask reaches them'
  return [{ columns: columns.map(({ name }) => name), why, allows: 'nothing' }]
}

/** The table that a partition is in the end a part of, and any other table itself. */
function rootsOf({ tables }: SchemaDefinition): (table: Table) => Table | undefined {
  const byName = new Map(tables.map((table) => [keyOf(table), table]))
  return function rootOf(table: Table): Table | undefined {
    const [parent] = table.parents
    if (table.bound === null || parent === undefined) return table
    const whole = byName.get(keyOf(parent))
    return whole === undefined ? table : rootOf(whole)
  }
}

function keyOf({ schema, name }: QualifiedName): string {
  return JSON.stringify([schema, name])
}
