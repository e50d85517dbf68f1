import type { Column, ForeignKey, SchemaDefinition, Table } from '../../catalog/definition.ts'
import { entityNames, keyOf } from '../../catalog/model/entity-names.ts'
import type { Capabilities } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import type { WriterTable } from '../../factory/writer.ts'

/** Finds tables by the names of entities, and columns by the names of fields. */
export class FactoryTables {
  readonly definition: SchemaDefinition
  readonly #capabilities: Capabilities
  readonly #byEntity = new Map<string, Table>()

  constructor(definition: SchemaDefinition, capabilities: Capabilities) {
    this.definition = definition
    this.#capabilities = capabilities
    const tables = definition.tables.filter(({ kind }) => kind !== 'foreign' && kind !== 'virtual')
    const nameOf = entityNames(tables, definition.defaultSchema)
    for (const table of tables) {
      const { schema, name } = table
      this.#byEntity.set(nameOf(table), table)
      if (definition.engine === 'postgres') this.#byEntity.set(`${schema}.${name}`, table)
    }
  }

  named(entity: string): Table {
    const table = this.#byEntity.get(entity) ?? this.#byEntity.get(snakeCase(entity))
    if (table) return table
    throw new UnderstudyError('TABLE_UNKNOWN', {
      operation: 'create rows',
      at: entity,
      message: `the database has no table ${JSON.stringify(entity)}`,
      hint: `Give the factory the name of a table: ${[...this.#byEntity.keys()].slice(0, 20).join(', ')}.`,
    })
  }

  facts(entity: string, fields: readonly string[]): WriterTable {
    const table = this.named(entity)
    const fieldOf = (column: string) => fields.find((field) => columnNamed(table, field)?.name === column) ?? column
    const key = rowKey(table)
    return {
      table: keyOf(table),
      key: key.map(fieldOf),
      sequenced: table.columns
        .filter((column) => column.sequence !== null || column.rowidAlias)
        .map(({ name }) => fieldOf(name)),
      takes: (field) => columnNamed(table, field)?.generated === null,
      uuids: table.columns
        .filter(({ name, type }) => key.includes(name) && type.kind === 'uuid')
        .map(({ name }) => fieldOf(name)),
      references: foreignKeys(table).map(({ name, columns, references, deferrable }) => ({
        name,
        fields: columns.map(fieldOf),
        table: keyOf(references),
        nullable: columns.some((column) => !isNotNull(table, column)),
        deferrable: deferrable || this.#capabilities.defersEveryForeignKey,
      })),
    }
  }
}

/** A field has a column of its own name, or of its name in snake case. */
export function columnNamed(table: Table, field: string): Column | undefined {
  return table.columns.find(({ name }) => name === field) ?? table.columns.find(({ name }) => name === snakeCase(field))
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}

/** What tells rows apart: the primary key, or else a unique constraint that no row escapes by a null. */
function rowKey(table: Table): readonly string[] {
  for (const one of table.constraints) if (one.kind === 'primary key') return one.columns
  for (const one of table.constraints) {
    if (one.kind === 'unique' && one.columns.every((column) => isNotNull(table, column))) return one.columns
  }
  return []
}

export function foreignKeys(table: Table): ForeignKey[] {
  return table.constraints.filter((one): one is ForeignKey => one.kind === 'foreign key' && one.enforced)
}

export function isNotNull(table: Table, column: string): boolean {
  const primary = table.constraints.some((one) => one.kind === 'primary key' && one.columns.includes(column))
  return primary || table.columns.some(({ name, notNull }) => name === column && notNull)
}
